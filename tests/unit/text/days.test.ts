import { describe, expect, test } from 'vitest'
import { said, whenOf } from './said.ts'

const CLASSES: Record<string, [phrase: string, day: string][]> = {
  'a weekday with its date': [
    ['Sun, Sep 20', '2026-09-20'],
    ['Sunday September 20th', '2026-09-20'],
    ['20 September (Sunday)', '2026-09-20'],
    ['thursday, 12 march 2026', '2026-03-12'],
    ['fri 3/13', '2026-03-13'],
    ['friday the 13th', '2026-03-13'],
    ['Friday the 15th', '2026-05-15'],
    ['2026-03-13, Friday', '2026-03-13'],
  ],
  'a year after the day': [
    ['third tuesday of september 2027', '2027-09-21'],
    ['march 5th, 2027', '2027-03-05'],
    ["5 march '27", '2027-03-05'],
    ['the last day of february 2028', '2028-02-29'],
    ['june 3 next year', '2027-06-03'],
    ['end of june 2027', '2027-06-30'],
    ['11-Mar-2027', '2027-03-11'],
  ],
  'a weekday counted on': [
    ['friday after next', '2026-03-20'],
    ['the wednesday after next', '2026-03-25'],
    ['2 fridays from now', '2026-03-20'],
    ['three mondays from now', '2026-03-30'],
    ['friday of this week', '2026-03-13'],
    ['monday of next week', '2026-03-16'],
    ['next week on tuesday', '2026-03-17'],
    ['a week from friday', '2026-03-20'],
    ['two weeks from monday', '2026-03-30'],
    ['monday week', '2026-03-23'],
    ['friday in two weeks', '2026-03-27'],
    ['the week after next', '2026-03-23'],
    ['this coming wed', '2026-03-18'],
  ],
  'a day of a month': [
    ['the 1st', '2026-04-01'],
    ['on the 1st', '2026-04-01'],
    ['27th', '2026-03-27'],
    ['the 1st of next month', '2026-04-01'],
    ['15th of the month', '2026-03-15'],
    ['last day of the month', '2026-03-31'],
    ['second to last day of march', '2026-03-30'],
    ['the third last day of the month', '2026-03-29'],
    ['first day of next month', '2026-04-01'],
    ['last friday in june', '2026-06-26'],
    ['third friday june', '2026-06-19'],
    ['first monday of next month', '2026-04-06'],
    ['second-to-last friday of june', '2026-06-19'],
    ['last weekday of the month', '2026-03-31'],
    ['mid january', '2027-01-15'],
    ['the middle of june', '2026-06-15'],
    ['beginning of april', '2026-04-01'],
    ['end of q2', '2026-06-30'],
    ['in june', '2026-06-01'],
    ['by may 2027', '2027-05-01'],
  ],
  'a span from today': [
    ['3 weeks hence', '2026-04-01'],
    ['in two weeks', '2026-03-25'],
    ['in 2 weeks and 3 days', '2026-03-28'],
    ['in a month', '2026-04-11'],
    ['six days from now', '2026-03-17'],
    ['in 3 business days', '2026-03-16'],
    ['2 days before June 3', '2026-06-01'],
    ['in twenty-one days', '2026-04-01'],
    ['in half a year', '2026-09-11'],
    ['in a year and a half', '2027-09-11'],
    ['10 days later', '2026-03-21'],
    ['the day after tomorrow', '2026-03-13'],
    ['two weeks today', '2026-03-25'],
    ['tomorrow week', '2026-03-19'],
    ['in one hundred days', '2026-06-19'],
    ["in two weeks' time", '2026-03-25'],
    ['a fortnight from tomorrow', '2026-03-26'],
    ['on thanksgiving', '2026-11-26'],
    ['the friday before christmas', '2026-12-18'],
    ['by good friday', '2026-04-03'],
    ["two days before new year's eve", '2026-12-29'],
  ],
  'days that are past': [
    ['yesterday', '2026-03-10'],
    ['yesterday at 5pm', '2026-03-10 17:00'],
    ['last night at 8', '2026-03-10 20:00'],
    ['3 days ago at 5pm', '2026-03-08 17:00'],
    ['2 hours ago', '2026-03-11 08:30'],
    ['last week', '2026-03-02'],
  ],
  'words of products': [
    ['tom', '2026-03-12'],
    ['tod', '2026-03-11'],
    ['later this week', '2026-03-13'],
    ['this weekend', '2026-03-14'],
    ['next weekend', '2026-03-21'],
    ['next week', '2026-03-16'],
    ['next month', '2026-04-01'],
    ['next quarter', '2026-04-01'],
    ['end of month', '2026-03-31'],
    ['eom', '2026-03-31'],
    ['01/27/2027', '2027-01-27'],
    ['27 jan', '2027-01-27'],
    ['30.4.2026', '2026-04-30'],
    ['June 5-8', '2026-06-05 to 2026-06-08'],
    ['from friday until sunday', '2026-03-13 to 2026-03-15'],
    ['by the end of next week', '2026-03-20'],
  ],
}

describe.each(Object.entries(CLASSES))('%s', (_name, phrases) => {
  test.each(phrases)('is understood: %s', (phrase, day) => expect(whenOf(phrase)).toBe(day))
})

describe('a day that cannot be told', () => {
  test.each([
    'Fri, Sep 20',
    'monday and wednesday',
    'friday or saturday',
    'first friday',
    'the week of march 5',
    'not on friday',
    'any day but friday',

    'the first half of next week',
    'between monday and wednesday',
    'in 1 mon',
    'any friday',
    'late next week',
    'friday, saturday and sunday',
    'march 3, april 4',
  ])('stays in the title and is reported: %s', (phrase) => {
    const { title, dueDate, scheduledDate, rrule, unparsed } = said(phrase)
    expect({ title, dueDate, scheduledDate, rrule }).toEqual({
      title: `Call Bob ${phrase}`,
      dueDate: null,
      scheduledDate: null,
      rrule: null,
    })
    expect(unparsed).toHaveLength(1)
  })

  test('does not keep another from being read', () => {
    const { dueDate, title, unparsed } = said('(friday or saturday) about the deck, due march 30')
    expect(dueDate).toBe('2026-03-30')
    expect(unparsed).toEqual(['friday or saturday'])
    expect(title).toBe('Call Bob (friday or saturday) about the deck')
  })
})
