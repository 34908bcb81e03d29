import { type Source, time } from './phrase.ts'

export const humanDateParser: Source = {
  name: 'human-date-parser',
  url: 'https://github.com/technologicalMayhem/human-date-parser/blob/main/src/tests.rs',
  licence: 'MIT',
  set: 'heldOut',
  now: '2010-01-01T00:00',
  zone: 'UTC',
  leftOut: 'plain days, seconds, "This Friday" (there today), "12 hours ago at 04:00" and the like',
  phrases: [
    time('15:10', '15:10'),
    time('Today 18:30', '2010-01-01 18:30'),
    time('Yesterday 18:30', '2009-12-31 18:30'),
    time('Tomorrow 18:30', '2010-01-02 18:30'),
    time('Overmorrow 18:30', '2010-01-03 18:30'),
    time('2022-11-07 13:25:30', '2022-11-07 13:25'),
    time('15:20 Friday', '2010-01-08 15:20'),
    time('Next Friday 17:00', '2010-01-08 17:00'),
    time('13:25, Next Tuesday', '2010-01-05 13:25'),
    time('Last Friday at 19:45', '2009-12-25 19:45'),
    time('In 2 hours', '2010-01-01 02:00'),
    time('10 hours and 5 minutes ago', '2009-12-31 13:55'),
    time('An hour ago', '2009-12-31 23:00'),
    time('A minute ago', '2009-12-31 23:59'),
    time('7 days ago at 04:00', '2009-12-25 04:00'),
  ],
}
