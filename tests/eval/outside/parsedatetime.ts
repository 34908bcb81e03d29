import { day, type Source, time } from './phrase.ts'

export const parsedatetime: Source = {
  name: 'parsedatetime',
  url: 'https://github.com/bear/parsedatetime/tree/master/tests',
  licence: 'Apache-2.0',
  set: 'known',
  now: '2026-03-11T06:00',
  zone: 'America/New_York',
  leftOut:
    'past days, seconds, "5m" and "5 minutes" (there a moment, here a length), hours without a colon or am/pm, meals, "eod" (there 17:00)',
  phrases: [
    time('11:00 PM', '2026-03-11 23:00'),
    time('11PM', '2026-03-11 23:00'),
    time('11p', '2026-03-11 23:00'),
    time('11 P.M.', '2026-03-11 23:00'),
    time('11P.M.', '2026-03-11 23:00'),
    time('11a', '2026-03-11 11:00'),
    time('(11 a.m.)', '2026-03-11 11:00'),
    time('0730am', '2026-03-11 07:30'),
    time('5 min from now', '2026-03-11 06:05'),
    time('five min from now', '2026-03-11 06:05'),
    time('in five min', '2026-03-11 06:05'),
    day('in seven days', '2026-03-18'),
    day('a week from now', '2026-03-18'),
    day('next friday?', '2026-03-20'),
    day('8/25', '2026-08-25'),
    day('Aug. 25', '2026-08-25'),
    day('eom', '2026-03-31'),
    day('eoy', '2026-12-31'),
  ],
}
