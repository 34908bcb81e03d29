import { day, type Source, time } from './phrase.ts'

export const sherlock: Source = {
  name: 'Sherlock',
  url: 'https://github.com/neilgupta/Sherlock/blob/master/tests.html',
  licence: 'MIT',
  set: 'known',
  now: '2012-12-03T04:35',
  zone: 'America/Chicago',
  leftOut: 'ranges, about half of the suite; "next week on sunday", where weeks begin on Sunday; days that are today',
  phrases: [
    day('in three weeks from tomorrow', '2012-12-25'),
    day('on December 25th', '2012-12-25'),
    day('fourth of jul', '2013-07-04'),
    day('the 15th.', '2012-12-15'),
    day('on the 27th', '2012-12-27'),
    day('next week friday', '2012-12-14'),
    time('due monday at 3pm', '2012-12-10 15:00'),
    time('due next fri@3pm', '2012-12-14 15:00'),
    time('fourth of july @ 2', '2013-07-04 14:00'),
    time('on the fourth of july @noon', '2013-07-04 12:00'),
    time('@2', '2012-12-03 14:00'),
    time('12/3 @ 3', '2012-12-03 15:00'),
    time('12/3 @3pm', '2012-12-03 15:00'),
    time('12/3@3pm', '2012-12-03 15:00'),
  ],
}
