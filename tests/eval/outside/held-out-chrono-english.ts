import { type Source, time } from './phrase.ts'

export const chronoEnglish: Source = {
  name: 'chrono-english',
  url: 'https://github.com/stevedonovan/chrono-english/blob/master/src/lib.rs',
  licence: 'MIT',
  set: 'heldOut',
  now: '2018-03-21T11:00',
  zone: 'UTC',
  leftOut: 'plain days, "3h" and "2d 03:00" (there counted from now), "last 9/11 9am", "-3h"',
  phrases: [
    time('friday 10:30', '2018-03-23 10:30'),
    time('friday 8pm', '2018-03-23 20:00'),
    time('last fri 9.30', '2018-03-16 09:30'),
    time('April 1 8.30pm', '2018-04-01 20:30'),
    time('3 hours ago', '2018-03-21 08:00'),
    time('4 hours ago', '2018-03-21 07:00'),
    time('15m ago', '2018-03-21 10:45'),
    time('2017-06-30 08:20:30', '2017-06-30 08:20'),
    time('2017-06-30T08:20:30', '2017-06-30 08:20'),
    time('2017-06-30 8.20', '2017-06-30 08:20'),
    time('2017-06-30 8.30pm', '2017-06-30 20:30'),
    time('2017-06-30 8:30pm', '2017-06-30 20:30'),
    time('2017-06-30 2am', '2017-06-30 02:00'),
  ],
}
