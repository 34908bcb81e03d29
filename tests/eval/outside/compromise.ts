import { day, type Source } from './phrase.ts'

const MARCH = '2011-03-28T09:00'
const MAY = '2016-05-11T09:00'

export const compromise: Source = {
  name: 'compromise-dates',
  url: 'https://github.com/spencermountain/compromise/blob/master/plugins/dates/tests/startDates.test.js',
  licence: 'MIT',
  set: 'known',
  now: '2016-02-11T09:00',
  zone: 'UTC',
  leftOut:
    'past days, weeks, quarters and seasons; 20 that check the day of a text with a time, not the time; 3 with a weekday that is not that day’s',
  phrases: [
    day('2nd of march', '2016-03-02'),
    day('tuesday march 22nd', '2016-03-22'),
    day('tuesday march 22nd, 2016', '2016-03-22'),
    day('april the 22nd', '2016-04-22'),
    day('the 22nd of april, 2016', '2016-04-22'),
    day('2016/03/13', '2016-03-13'),
    day('tmrw', '2011-03-29', MARCH),
    day('in 3 years', '2014-03-28', MARCH),
    day('365 days from now', '2012-03-27', MARCH),
    day('a month from today', '2011-04-28', MARCH),
    day('a week after this friday', '2011-04-08', MARCH),
    day('two weeks from this friday', '2011-04-15', MARCH),
    day('1 year 9 months from now', '2012-12-28', MARCH),
    day('this coming mon', '2011-04-04', MARCH),
    day('june fifth 2016', '2016-06-05', '2016-04-19T09:00'),
    day('two months from today', '2016-06-19', '2016-04-19T09:00'),
    day('thursday the 12th', '2016-05-12', MAY),
    day('may nineteenth', '2016-05-19', MAY),
    day('may twenty five', '2016-05-25', MAY),
    day('two days after may 26th', '2016-05-28', MAY),
    day('two days before christmas', '2016-12-23', MAY),
    day('in 8 days', '2016-05-19', MAY),
  ],
}
