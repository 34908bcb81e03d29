import { describe, expect, test } from 'vitest'
import { ruleOf, said, whenOf } from './said.ts'

const CLASSES: Record<string, [phrase: string, rule: string][]> = {
  'several ordinals': [
    ['2nd and last friday of each month', 'MONTHLY;BYDAY=2FR,-1FR'],
    ['every first and third monday', 'MONTHLY;BYDAY=1MO,3MO'],
    ['on the 1st and 3rd tuesday of every month', 'MONTHLY;BYDAY=1TU,3TU'],
    ['4th and 10th of the month', 'MONTHLY;BYMONTHDAY=4,10'],
    ['1st and 15th of every month', 'MONTHLY;BYMONTHDAY=1,15'],
    ['every month on the 1st, 10th and 20th', 'MONTHLY;BYMONTHDAY=1,10,20'],
    ['every month on the 15th and last day', 'MONTHLY;BYMONTHDAY=15,-1'],
    ['first monday and third thursday of every month', 'MONTHLY;BYDAY=1MO,3TH'],
    ['every 1st and 3rd wednesday of the month at 7pm', 'MONTHLY;BYDAY=1WE,3WE'],
  ],
  'days from the end': [
    ['every 2nd to the last friday', 'MONTHLY;BYDAY=-2FR'],
    ['2nd to the last friday of every month', 'MONTHLY;BYDAY=-2FR'],
    ['second to last day of each month', 'MONTHLY;BYMONTHDAY=-2'],
    ['second-to-last tuesday of each month', 'MONTHLY;BYDAY=-2TU'],
    ['the penultimate friday of every month', 'MONTHLY;BYDAY=-2FR'],
    ['third last day of every month', 'MONTHLY;BYMONTHDAY=-3'],
    ['every month on the 2nd last Friday', 'MONTHLY;BYDAY=-2FR'],
    ['every last day of the month', 'MONTHLY;BYMONTHDAY=-1'],
    ['every last day', 'MONTHLY;BYMONTHDAY=-1'],
    ['end of every month', 'MONTHLY;BYMONTHDAY=-1'],
    ['last day of every quarter', 'YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1'],
  ],
  'ordinals of every nth month': [
    ['first monday of every other month', 'MONTHLY;INTERVAL=2;BYDAY=1MO'],
    ['1st friday of every 3rd month', 'MONTHLY;INTERVAL=3;BYDAY=1FR'],
    ['every 3 months on the 2nd friday', 'MONTHLY;INTERVAL=3;BYDAY=2FR'],
    ['every two months on the 10th', 'MONTHLY;INTERVAL=2;BYMONTHDAY=10'],
    ['on the 1st of every second month', 'MONTHLY;INTERVAL=2;BYMONTHDAY=1'],
    ['every quarter on the first monday', 'MONTHLY;INTERVAL=3;BYDAY=1MO'],
  ],
  'the nth weekday of a month in a year': [
    ['every 4th thursday in november', 'YEARLY;BYMONTH=11;BYDAY=4TH'],
    ['the 4th thursday in november every year', 'YEARLY;BYMONTH=11;BYDAY=4TH'],
    ['once a year on the fourth thursday in november', 'YEARLY;BYMONTH=11;BYDAY=4TH'],
    ['yearly on the first monday of september', 'YEARLY;BYMONTH=9;BYDAY=1MO'],
    ['every year on the last friday of june', 'YEARLY;BYMONTH=6;BYDAY=-1FR'],
    ['annually on the 2nd sunday in may', 'YEARLY;BYMONTH=5;BYDAY=2SU'],
  ],
  'days of a month in a year': [
    ['the 4th and 10th of march every year', 'YEARLY;BYMONTH=3;BYMONTHDAY=4,10'],
    ['every march 4th and 10th', 'YEARLY;BYMONTH=3;BYMONTHDAY=4,10'],
    ['once a year on december 25th', 'YEARLY;BYMONTH=12;BYMONTHDAY=25'],
    ['once a year on the 3rd of june', 'YEARLY;BYMONTH=6;BYMONTHDAY=3'],
    ['every jan 27th', 'YEARLY;BYMONTH=1;BYMONTHDAY=27'],
    ['every 14 jan, 14 apr and 14 jun', 'YEARLY;BYMONTH=1,4,6;BYMONTHDAY=14'],
    ['every 2 years on jan 5', 'YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=5'],
    ['every year on the last day of february', 'YEARLY;BYMONTH=2;BYMONTHDAY=-1'],
    ["every new year's eve", 'YEARLY;BYMONTH=12;BYMONTHDAY=31'],
  ],
  'weekdays in lists and ranges': [
    ['every mon-wed', 'WEEKLY;BYDAY=MO,TU,WE'],
    ['mon-wed', 'WEEKLY;BYDAY=MO,TU,WE'],
    ['every monday to thursday', 'WEEKLY;BYDAY=MO,TU,WE,TH'],
    ['monday through friday', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['every fri-mon', 'WEEKLY;BYDAY=MO,FR,SA,SU'],
    ['monthly on tue and fri', 'MONTHLY;BYDAY=TU,FR'],
    ['every mon, wed & fri', 'WEEKLY;BYDAY=MO,WE,FR'],
    ['ev mon, ev fri', 'WEEKLY;BYDAY=MO,FR'],
    ['every tu. and thurs.', 'WEEKLY;BYDAY=TU,TH'],
    ['weekly on tuesdays and thursdays', 'WEEKLY;BYDAY=TU,TH'],
    ['fridays', 'WEEKLY;BYDAY=FR'],
    ['on weekends', 'WEEKLY;BYDAY=SA,SU'],
    ['weekdays', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['mondays and thursdays at 6pm', 'WEEKLY;BYDAY=MO,TH'],
    ['fridays every other week', 'WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['every workday', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['every other weekend', 'WEEKLY;INTERVAL=2;BYDAY=SA,SU'],
  ],
  'counted ends': [
    ['daily 3x', 'DAILY;COUNT=3'],
    ['every monday twice', 'WEEKLY;BYDAY=MO;COUNT=2'],
    ['every tuesday for 5 occurrences', 'WEEKLY;BYDAY=TU;COUNT=5'],
    ['every 2 weeks for 10 times', 'WEEKLY;INTERVAL=2;COUNT=10'],
    ['every day four times', 'DAILY;COUNT=4'],
    ['monthly on the 1st, 12 times', 'MONTHLY;BYMONTHDAY=1;COUNT=12'],
  ],
  'ends and beginnings': [
    ['every day for the next three weeks', 'DAILY;UNTIL=20260331'],
    ['for the next three weeks every day', 'DAILY;UNTIL=20260331'],
    ['every friday from november until february', 'WEEKLY;BYDAY=FR;UNTIL=20270201'],
    ['every friday from november through february', 'WEEKLY;BYDAY=FR;UNTIL=20270228'],
    ['every day from 10 May until 20 May', 'DAILY;UNTIL=20260520'],
    ['every week for a month', 'WEEKLY;UNTIL=20260410'],
    ['every monday starting april 6 until june', 'WEEKLY;BYDAY=MO;UNTIL=20260601'],
    ['every 3rd tuesday starting Aug 29 ending in 9 months', 'MONTHLY;BYDAY=3TU;UNTIL=20261211'],
    ['until june 1 every friday', 'WEEKLY;BYDAY=FR;UNTIL=20260601'],
    ['every friday in the next two months', 'WEEKLY;BYDAY=FR;UNTIL=20260510'],
    ['every friday next month', 'WEEKLY;BYDAY=FR;UNTIL=20260430'],
    ['every day this week', 'DAILY;UNTIL=20260315'],
    ['every friday before june', 'WEEKLY;BYDAY=FR;UNTIL=20260531'],
    ['every month from january to march', 'MONTHLY;UNTIL=20270331'],
    ['every weekday until the end of the month', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260331'],
  ],
  'weeks and days of a year': [
    ['every year in week 20', 'YEARLY;BYWEEKNO=20'],
    ['every monday in week 20', 'YEARLY;BYWEEKNO=20;BYDAY=MO'],
    ['every 100th day of the year', 'YEARLY;BYYEARDAY=100'],
    ['every year on the 1st, 100th and 200th day', 'YEARLY;BYYEARDAY=1,100,200'],
    ['every year on the 13th Friday', 'YEARLY;BYDAY=13FR'],
  ],
  'working days': [
    ['every 15th workday', 'MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=15'],
    ['last business day of each month', 'MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
    ['every first workday, last workday', 'MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1'],
  ],
  exceptions: [
    ['every day except sunday', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA'],
    ['daily but not on weekends', 'WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['every weekday except friday', 'WEEKLY;BYDAY=MO,TU,WE,TH'],
    ['every month except july and august', 'MONTHLY;BYMONTH=1,2,3,4,5,6,9,10,11,12'],
  ],
  intervals: [
    ['every other day', 'DAILY;INTERVAL=2'],
    ['every third week', 'WEEKLY;INTERVAL=3'],
    ['bi-weekly', 'WEEKLY;INTERVAL=2'],
    ['every fortnight', 'WEEKLY;INTERVAL=2'],
    ['once every 3 months', 'MONTHLY;INTERVAL=3'],
    ['each quarter', 'MONTHLY;INTERVAL=3'],
    ['every 27', 'MONTHLY;BYMONTHDAY=27'],
    ['every second friday', 'WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['every 2nd friday', 'MONTHLY;BYDAY=2FR'],
    ['twice a month on the 1st and 15th', 'MONTHLY;BYMONTHDAY=1,15'],
    ['every june', 'YEARLY;BYMONTH=6'],
    ['every friday in june and july', 'WEEKLY;BYMONTH=6,7;BYDAY=FR'],
    ['once a week on friday', 'WEEKLY;BYDAY=FR'],
    ['every friday the 13th', 'MONTHLY;BYMONTHDAY=13;BYDAY=FR'],
    ['every mo, we, fr', 'WEEKLY;BYDAY=MO,WE,FR'],
    ['mondays 9am', 'WEEKLY;BYDAY=MO'],
    ['monthly on 15', 'MONTHLY;BYMONTHDAY=15'],
    ['every half year', 'MONTHLY;INTERVAL=6'],
    ["every mother's day", 'YEARLY;BYMONTH=5;BYDAY=2SU'],
    ['every twenty-one days', 'DAILY;INTERVAL=21'],
  ],
}

describe.each(Object.entries(CLASSES))('a recurrence by %s', (_name, phrases) => {
  test.each(phrases)('is understood: %s', (phrase, rule) => expect(ruleOf(phrase)).toBe(rule))
})

describe('a recurrence of which a part is not understood', () => {
  test.each([
    'every few days',
    'every 4 hours',
    'every hour',
    'twice a week',
    'three times a day',
    'every sunday at 10, 12 and 17',
    'every 14 jan, 15 apr',
    'every 1st wed jan, 3rd thu jul',
    'every day and night',
    'every friday until I am done',
    'every monday except the first of the month',

    'every friday unless it rains',
    'every monday or tuesday',
    'every 31st of february',
    'every friday until yesterday',
    'every 3 workdays',
    'twice daily',
    'thrice weekly',
    'every 2-3 days',
    'every 1.5 weeks',
    'every other friday except june 5',
    'every friday but the last',
    'every monday and on the 15th',
    'every easter',
    'every week 5 times until june',
    'every day at 8am PST at 9pm',
    'every sunday for the rest of june',
    'every sunday for the rest of the year',
    'every sunday in summer',
    'middle of every month',
    'every month from the 1st to the 5th',
  ])('stays in the title and is reported: %s', (phrase) => {
    const { title, rrule, dueDate, scheduledStart, unparsed } = said(phrase)
    expect({ title, rrule, dueDate, scheduledStart }).toEqual({
      title: `Call Bob ${phrase}`,
      rrule: null,
      dueDate: null,
      scheduledStart: null,
    })
    expect(unparsed).toHaveLength(1)
    expect(`Call Bob ${phrase}`).toContain(unparsed[0])
  })
})

describe('a recurrence with a time', () => {
  test.each([
    ['every morning', '2026-03-12 09:00'],
    ['every friday evening', '2026-03-13 19:00'],
    ['every friday evening at 7', '2026-03-13 19:00'],
    ['every day at 10', '2026-03-12 10:00'],
    ['at 6:30pm every monday', '2026-03-16 18:30'],
    ['weekdays at quarter past 8', '2026-03-12 08:15'],
    ['friday mornings', '2026-03-13 09:00'],
    ['daily at noon', '2026-03-11 12:00'],
    ['daily @ 5pm', '2026-03-11 17:00'],
    ['daily (5pm)', '2026-03-11 17:00'],
    ['once every friday at noon', '2026-03-13 12:00'],
    ['every other Tues 7am starting 7 Apr', '2026-04-07 07:00'],
    ['every day at 4pm CET', '2026-03-11 11:00'],
  ])('begins then: %s', (phrase, at) => expect(whenOf(phrase)).toBe(at))
})

describe('the next occurrence counts from completion', () => {
  test.each(['every! 3 days', 'every 3 days after completion', 'each! week'])('for %s', (phrase) =>
    expect(said(phrase).repeatFrom).toBe('completion'),
  )
  test('only where it is said', () => expect(said('every 3 days').repeatFrom).toBe('dueDate'))
})
