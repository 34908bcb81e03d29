import { describe, expect, test } from 'vitest'
import { ruleOf, said, whenOf } from './said.ts'

describe('words that people mean in more than one way', () => {
  test.each([
    ['at 3', 'at 3'],
    ['tomorrow at 8:45', 'at 8:45'],
    ['next friday', 'next friday'],
    ['by 4/5', 'by 4/5'],
    ['every 2nd friday', 'every 2nd friday'],
    ['biweekly on friday', 'biweekly on friday'],
    ['on wednesday at 5pm', 'on wednesday'],
    ['eod tomorrow', 'eod'],
    ['next week', 'next week'],
    ['tomorrow at 4pm CST', 'at 4pm CST'],
    ['july 5 at 3pm EST', 'at 3pm EST'],
    ['friday at midnight', 'at midnight'],
    ['friday night at 1am', 'at 1am'],
    ['this weekend', 'this weekend'],
    ['this monday', 'this monday'],
    ['within 2 hours', 'within 2 hours'],
    ['9h30', '9h30'],
    ['every day until june', 'until june'],
  ])('are named where they are read: %s', (phrase, words) =>
    expect(said(phrase)).toMatchObject({ title: 'Call Bob', unparsed: [], assumed: [words] }),
  )

  test.each([
    'at 15:00',
    'at 3pm',
    'tomorrow at 3 in the afternoon',
    '4/4',
    '13/5',
    'on friday',
    'on the 5th of next month',
    'every other friday',
    'at 08:45',
    'at midnight',
    'july 5 at 3pm EDT',
    'in 2 hours',
    'this friday',
  ])('are not seen where there is one reading: %s', (phrase) => expect(said(phrase).assumed).toEqual([]))
})

describe('words next to a day or a time', () => {
  test.each([
    ['afternoon 3pm', '2026-03-11 15:00'],
    ['in 10 minutes from now', '2026-03-11 10:40'],
    ['dec25', '2026-12-25'],
    ['by oct12 5pm', '2026-10-12 17:00'],
    ['10/12 noon', '2026-10-12 12:00'],
    ['25/10 16h', '2026-10-25 16:00'],
    ['10/12 530pm', '2026-10-12 17:30'],
    ['directly after noon', '2026-03-11 12:00'],
    ['beginning 5pm', '2026-03-11 17:00'],
    ['as of 5pm', '2026-03-11 17:00'],
    ['5 in morning', '2026-03-12 05:00'],
  ])('are read with it: %s', (phrase, when) => expect(whenOf(phrase)).toBe(when))

  test.each([
    '15 noon',
    'at 15 noon',
    '2/30 5pm',
    'september 5pm',
    'late evening at 8',
    'few minutes before noon',
    'tomorrows 8am',
    'on 5 pm friday',
    'tonight late',
    'at 5 and a half',
    '30 tonight',
    '1 & 1/2 hours',
    '30 5min',
    'another 30 minutes',
    'every monday 2027',
    'everyday until 2027',
    'multiple times daily',
    'alternate mondays',
  ])('that are not understood keep all of it from being read: %s', (phrase) => {
    const { title, dueDate, scheduledStart, rrule, size, unparsed } = said(phrase)
    expect({ title, dueDate, scheduledStart, rrule, size, parts: unparsed.length }).toEqual({
      ...{ title: `Call Bob ${phrase}`, dueDate: null, scheduledStart: null, rrule: null, size: null },
      parts: 1,
    })
  })

  test.each([
    ['read chapter 15 noon', 'read chapter 15'],
    ['watch movie night 8pm', 'watch movie night'],
    ['run 3 miles 30 minutes', 'run 3 miles'],
    ['log in tomorrow', 'log in'],
    ['log in 3pm', 'log in'],
    ['hand it in next friday', 'hand it in'],
  ])('that belong to the title stay in it: %s', (phrase, left) => expect(said(phrase).title).toBe(`Call Bob ${left}`))
})

test.each([
  ['every 2 weeks when done', 'WEEKLY;INTERVAL=2', 'completion'],
  ['every day once completed', 'DAILY', 'completion'],
  ['every friday 1730', 'WEEKLY;BYDAY=FR', 'dueDate'],
])('"%s" is %s, from %s', (phrase, rule, repeatFrom) => {
  expect(ruleOf(phrase)).toBe(rule)
  expect(said(phrase).repeatFrom).toBe(repeatFrom)
})
