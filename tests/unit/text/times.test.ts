import { describe, expect, test } from 'vitest'
import { said, whenOf } from './said.ts'

const CLASSES: Record<string, [phrase: string, at: string][]> = {
  'minutes past or to the hour': [
    ['at quarter past 5', '2026-03-11 17:15'],
    ['at a quarter past five', '2026-03-11 17:15'],
    ['at half past 3', '2026-03-11 15:30'],
    ['three quarters past seven in the evening', '2026-03-11 19:45'],
    ['at twenty to six', '2026-03-11 17:40'],
    ['at quarter to nine in the evening', '2026-03-11 20:45'],
    ['tomorrow at 10 past 4pm', '2026-03-12 16:10'],
    ['at 5 minutes to noon', '2026-03-11 11:55'],
    ['at a quarter of 3 pm', '2026-03-11 14:45'],
    ['tomorrow at ten to eight am', '2026-03-12 07:50'],
  ],
  'hours in words': [
    ['at seven thirty p.m.', '2026-03-11 19:30'],
    ['tomorrow at seven-thirty am', '2026-03-12 07:30'],
    ["at eight o'clock", '2026-03-11 20:00'],
    ['tomorrow at nine', '2026-03-12 09:00'],
    ['tomorrow at twelve fifteen', '2026-03-12 12:15'],
    ['tomorrow at ten oh five', '2026-03-12 10:05'],
  ],
  'digits in other ways': [
    ['at 15h30', '2026-03-11 15:30'],
    ['15h30', '2026-03-11 15:30'],
    ['tomorrow at 1030', '2026-03-12 10:30'],
    ['at 1830', '2026-03-11 18:30'],
    ['tomorrow at 0800', '2026-03-12 08:00'],
    ['1500 hours', '2026-03-11 15:00'],
    ['at 13h', '2026-03-11 13:00'],
    ['13h', '2026-03-11 13:00'],
    ['1430 tomorrow', '2026-03-12 14:30'],
    ['at eighteen hundred hours', '2026-03-11 18:00'],
    ['friday 5p', '2026-03-13 17:00'],
    ['fri 5:30 p.m.', '2026-03-13 17:30'],
    ['tomorrow at 7.30pm', '2026-03-12 19:30'],
    ['2026-03-12T14:30', '2026-03-12 14:30'],
    ['tomorrow 16:45', '2026-03-12 16:45'],
  ],
  'the middle of the day and the night': [
    ['at midday', '2026-03-11 12:00'],
    ['tomorrow at noon', '2026-03-12 12:00'],
    ['tomorrow midday', '2026-03-12 12:00'],
    ['at midnight', '2026-03-12 00:00'],
    ['friday at midnight', '2026-03-14 00:00'],
    ['at 12 noon tomorrow', '2026-03-12 12:00'],
  ],
  'parts of the day with an hour': [
    ['in the evening at eight', '2026-03-11 20:00'],
    ['3 in the morning', '2026-03-12 03:00'],
    ['at 3 in the afternoon', '2026-03-11 15:00'],
    ['tomorrow evening at 8', '2026-03-12 20:00'],
    ['at 8 tomorrow evening', '2026-03-12 20:00'],
    ['8 tonight', '2026-03-11 20:00'],
    ['tonight at 8', '2026-03-11 20:00'],
    ['friday 11 at night', '2026-03-13 23:00'],
    ['tomorrow morning', '2026-03-12 09:00'],
    ['this evening', '2026-03-11 19:00'],
    ['the evening of march 20', '2026-03-20 19:00'],
    ['early this morning', '2026-03-11 09:00'],
    ['10 tomorrow morning', '2026-03-12 10:00'],
    ['at 1 tonight', '2026-03-12 01:00'],
  ],
  'about a time': [
    ['just before noon', '2026-03-11 12:00'],
    ['shortly after 5pm tomorrow', '2026-03-12 17:00'],
    ['any time after 5pm', '2026-03-11 17:00'],
    ['no later than 5pm', '2026-03-11 17:00'],
    ['at 5pm at the latest', '2026-03-11 17:00'],
    ['tomorrow at 5pm or so', '2026-03-12 17:00'],
    ['5pm or later', '2026-03-11 17:00'],
    ['from 5pm on', '2026-03-11 17:00'],
    ['from 5pm onwards', '2026-03-11 17:00'],
    ["'til 5pm", '2026-03-11 17:00'],
    ['promptly at 3pm', '2026-03-11 15:00'],
    ['3pm on the nose', '2026-03-11 15:00'],
    ['at approx 3pm', '2026-03-11 15:00'],
    ['8ish pm', '2026-03-11 20:00'],
    ['tomorrow noonish', '2026-03-12 12:00'],
    ['at high noon', '2026-03-11 12:00'],
    ['12 pm noon', '2026-03-11 12:00'],
  ],
  'parts of the day in other words': [
    ['early tomorrow morning', '2026-03-12 09:00'],
    ['late tomorrow afternoon', '2026-03-12 15:00'],
    ['late afternoon tomorrow', '2026-03-12 15:00'],
    ['tomorrow mid-morning', '2026-03-12 09:00'],
    ['in the late morning tomorrow', '2026-03-12 09:00'],
    ['in the early evening of june 5', '2026-06-05 19:00'],
    ['late at night', '2026-03-11 20:00'],
    ['first thing tomorrow', '2026-03-12 09:00'],
    ['first thing in the morning', '2026-03-12 09:00'],
    ['friday pm', '2026-03-13 15:00'],
    ['monday in the AM', '2026-03-16 09:00'],
    ['tmrw nite', '2026-03-12 20:00'],
  ],
  'as machines write them': [
    ['2026-04-18T13:00:00.000Z', '2026-04-18 09:00'],
    ['15.6. 17:00', '2026-06-15 17:00'],
    ['2026-04-18T13:00-05:00', '2026-04-18 14:00'],
    ['20260418T130000Z', '2026-04-18 09:00'],
    ['20260418T1300', '2026-04-18 13:00'],
    ['Sat, 18 Apr 2026 13:00:00 +0000', '2026-04-18 09:00'],
    ['tomorrow 5 pm America/Los_Angeles', '2026-03-12 20:00'],
    ['tomorrow 5pm local time', '2026-03-12 17:00'],
    ['5 p. m.', '2026-03-11 17:00'],
    ['tomorrow at 0:30am', '2026-03-12 00:30'],
    ['at 17 h', '2026-03-11 17:00'],
    ['at 3:15h', '2026-03-11 15:15'],
    ['thursday 8:00GMT', '2026-03-12 04:00'],
    ['mon. at 9am', '2026-03-16 09:00'],
    ['monday (9am)', '2026-03-16 09:00'],
    ['08h00', '2026-03-12 08:00'],
  ],
  'a time that something leads to': [
    ['due 5pm', '2026-03-11 17:00'],
    ['due at 5pm', '2026-03-11 17:00'],
    ['deadline: 5pm tomorrow', '2026-03-12 17:00'],
    ['scheduled for 5pm', '2026-03-11 17:00'],
    ['time: 5pm', '2026-03-11 17:00'],
    ['starts at 5pm', '2026-03-11 17:00'],
  ],
  'times in other zones': [
    ['5pm EST time', '2026-03-11 18:00'],
    ['at 5pm, EST', '2026-03-11 18:00'],
    ['june 5 2026 17:00:00 GMT+0200 (Central European Summer Time)', '2026-06-05 11:00'],
    ['at 4pm CET', '2026-03-11 11:00'],
    ['tomorrow 4pm CET', '2026-03-12 11:00'],
    ['4pm CET tomorrow', '2026-03-12 11:00'],
    ['at 3pm PST', '2026-03-11 19:00'],
    ['at 3pm PT', '2026-03-11 18:00'],
    ['at 3pm Pacific time', '2026-03-11 18:00'],
    ['tomorrow at 9:00 UTC', '2026-03-12 05:00'],
    ['tomorrow at 17:00 London time', '2026-03-12 13:00'],
    ['tomorrow 5pm (UTC+2)', '2026-03-12 11:00'],
    ['tomorrow 12:00 GMT+5:30', '2026-03-12 02:30'],
    ['tomorrow 1am JST', '2026-03-11 12:00'],
    ['june 12 at 4pm CEST', '2026-06-12 10:00'],
  ],
  'a while from now': [
    ['in one hour', '2026-03-11 11:30'],
    ['in an hour and a half', '2026-03-11 12:00'],
    ['in two and a half hours', '2026-03-11 13:00'],
    ['in half an hour', '2026-03-11 11:00'],
    ['in 1 hour 30 minutes', '2026-03-11 12:00'],
    ['2 hours from now', '2026-03-11 12:30'],
    ['in a quarter of an hour', '2026-03-11 10:45'],
    ['+5 hours', '2026-03-11 15:30'],
    ['in 2h30m', '2026-03-11 13:00'],
    ['in about 45 minutes', '2026-03-11 11:15'],
    ['in an hour and a quarter', '2026-03-11 11:45'],
    ['in one hour and three quarters', '2026-03-11 12:15'],
    ['hour from now', '2026-03-11 11:30'],
    ["in an hour's time", '2026-03-11 11:30'],
    ['in 3/4 of an hour', '2026-03-11 11:15'],
    ['in a 1/2 hour', '2026-03-11 11:00'],
  ],
}

describe.each(Object.entries(CLASSES))('%s', (_name, phrases) => {
  test.each(phrases)('are understood: %s', (phrase, at) => expect(whenOf(phrase)).toBe(at))
})

const AFTER_MIDNIGHT: [phrase: string, at: string][] = [
  ['12:30 at night', '2026-03-12 00:30'],
  ['friday night at 1am', '2026-03-14 01:00'],
  ['1am tonight', '2026-03-12 01:00'],
  ['tonight at 00:30', '2026-03-12 00:30'],
  ['tonight at 12:30am', '2026-03-12 00:30'],
  ['tomorrow evening at 12', '2026-03-13 00:00'],
  ['12 in the evening', '2026-03-12 00:00'],
]

test.each(AFTER_MIDNIGHT)('after the midnight that ends a night is the next day: %s', (phrase, at) =>
  expect(whenOf(phrase)).toBe(at),
)

const OFFSETS_BEHIND_SPACE: [phrase: string, at: string][] = [
  ['10:30 PM -0500', '2026-03-11 23:30'],
  ['Mon, 02 Jan 2006 15:04:05 -0700', '2006-01-02 17:04'],
  ['3pm US Eastern', '2026-03-11 15:00'],
  ['3pm US/Pacific', '2026-03-11 18:00'],
  ['tomorrow at 18:00 in Europe/Berlin', '2026-03-12 13:00'],
]

test.each(OFFSETS_BEHIND_SPACE)('a zone written in another way counts: %s', (phrase, at) =>
  expect(whenOf(phrase)).toBe(at),
)

test('a dash before a time is no offset', () => expect(said('tomorrow 9:00 -10:30').size).toBe(90))

const SPELLINGS: [phrase: string, at: string][] = [
  ['tomorrow 3 p', '2026-03-12 15:00'],
  ['12 A', '2026-03-12 00:00'],
  ['at 5 P', '2026-03-11 17:00'],
  ['in a half an hour', '2026-03-11 11:00'],
  ['ten to midnight', '2026-03-11 23:50'],
  ['tomorrow at eightish', '2026-03-12 08:00'],
  ['at 06 30 hours', '2026-03-12 06:30'],
  ['at 03 45 on thursday', '2026-03-12 03:45'],
  ['due at 3', '2026-03-11 15:00'],
  ['well before 3pm', '2026-03-11 15:00'],
  ['as soon as 3pm', '2026-03-11 15:00'],
  ['3pm/tomorrow', '2026-03-12 15:00'],
  ['tomorrow | 3pm', '2026-03-12 15:00'],
  ['tomorrow,3pm', '2026-03-12 15:00'],
  ['fri-3pm', '2026-03-13 15:00'],
  ['3/20 - 3pm', '2026-03-20 15:00'],
  ['3/20 (3pm)', '2026-03-20 15:00'],
  ['20th, 3pm', '2026-03-20 15:00'],
  ['2026-03-20T15:00:00,123', '2026-03-20 15:00'],
  ['this time tomorrow', '2026-03-12 10:30'],
  ['friday at the same time', '2026-03-13 10:30'],
  ['very late tonight', '2026-03-11 20:00'],
  ['earlier today at 9', '2026-03-11 09:00'],
  ['sometime in the morning', '2026-03-12 09:00'],
  ['tomorrow mid day', '2026-03-12 12:00'],
]

test.each(SPELLINGS)('a time is read however it is written: %s', (phrase, at) => expect(whenOf(phrase)).toBe(at))

describe('a length', () => {
  test.each([
    ['for an hour and a half', 90],
    ['2 hours and 20 minutes', 140],
    ['three quarters of an hour', 45],
    ['a quarter of an hour', 15],
    ['a half hour', 30],
    ['2 1/2 hours', 150],
    ['one and a half hours', 90],
    ['1 h 30 min', 90],
    ['a couple of hours', 120],
    ['lasting 2.5 hours', 150],
    ['twenty-five minutes', 25],
    ['1h30', 90],
    ['half an hour or so', 30],
    ['for at least 2 hours', 120],
    ['1:30 hours', 90],
    ['1 hr. 30 min', 90],
    ['2 and 1/2 hours', 150],
    ['an hour and a quarter', 75],
    ['2 hours in total', 120],
  ])('is understood: %s', (phrase, minutes) =>
    expect(said(phrase)).toMatchObject({ title: 'Call Bob', size: minutes, dueDate: null }),
  )

  test.each(['2 hours thirty', '1 or 2 hours', '1 to 2 hours', 'at the half hour', '2h35pm'])(
    'with more of it unread is reported: %s',
    (phrase) => expect(said(phrase)).toMatchObject({ size: null, unparsed: [phrase] }),
  )

  test('with minutes unread is reported', () =>
    expect(said('2 hours 30')).toMatchObject({ size: null, unparsed: ['2 hours 30'] }))
})

describe('a stretch of time', () => {
  test.each([
    ['tomorrow 3-4pm', '2026-03-12 15:00', 60],
    ['from 9:30 to 11 tomorrow', '2026-03-12 09:30', 90],
    ['tomorrow between 2 and 4pm', '2026-03-12 14:00', 120],
    ['between 9:30 and 11 on thursday', '2026-03-12 09:30', 90],
    ['thursday 9 to 11', '2026-03-12 09:00', 120],
    ['friday 11-1pm', '2026-03-13 11:00', 120],
    ['from 3pm until 4:30pm tomorrow', '2026-03-12 15:00', 90],
    ['tomorrow 14:00–15:15', '2026-03-12 14:00', 75],
    ['between 5pm to 7pm', '2026-03-11 17:00', 120],
    ['tomorrow 11pm-1am', '2026-03-12 23:00', 120],
    ['tomorrow at 2pm - 1h', '2026-03-12 14:00', 60],
    ['tomorrow at 2pm - 3h', '2026-03-12 14:00', 180],
    ['tomorrow 10pm to 2am', '2026-03-12 22:00', 240],
    ['9-10 tomorrow', '2026-03-12 09:00', 60],
    ['9 til 10 tomorrow', '2026-03-12 09:00', 60],
    ['tomorrow morning 9-10', '2026-03-12 09:00', 60],
    ['friday night 8-10', '2026-03-13 20:00', 120],
  ])('has a length: %s', (phrase, at, minutes) => {
    expect(whenOf(phrase)).toBe(at)
    expect(said(phrase).size).toBe(minutes)
  })
})

describe('a time that cannot be told', () => {
  test.each([
    'tomorrow at 4pm XYT',
    'tomorrow at 5 or 6pm',
    'at 5pm and 7pm',
    'tomorrow at 9pm in the morning',
    'friday at 8 tonight',
    'tomorrow at 25:00',
    'tomorrow at 13am',
    '5, 6 or 7pm',
    '5 and 6pm',
    '5pm & 6pm',
    '5pm/6pm',
    'at 5, 6',
    'at 2 or 3 tomorrow',
    'the friday at 5pm',
    'tomorrow 5pm oclock',
    'tomorrow afternoon at 11',
    'tomorrow evening at 3',
    'friday evening at 13:00',
    'tomorrow morning at 12',
    '12:30 in the evening',
    'at 2pm on a friday',
    'at 2pm of friday',
    'in next tuesday at 14:00',
    'tomorrow at 8-00',
    'tomorrow at noon:30',
    'tomorrow at 3½',
    'tomorrow at 6pm +2',
    'tomorrow 08 00',
    'march 3-5pm',
    'march 3-5 pm',
    '3-4-5pm',
    'this noon',
    'next morning at 8am',
    'that day at 5pm',
    'tonight late at 11',
    'midweek at 3pm',
    'last thing tonight',
    'the night before june 5',
    '20-3 3pm',
    '20.3 3pm',
    'Mar 20 26 3pm',
    'since 3pm',
    'on 3pm',
    '3pm on',
    '3pm +',
  ])('stays in the title and is reported: %s', (phrase) => {
    const { title, dueDate, scheduledStart, unparsed } = said(phrase)
    expect({ title, dueDate, scheduledStart }).toEqual({
      title: `Call Bob ${phrase}`,
      dueDate: null,
      scheduledStart: null,
    })
    expect(unparsed).toHaveLength(1)
  })
})
