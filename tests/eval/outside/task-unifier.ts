import { repeats, type Source } from './phrase.ts'

export const taskUnifier: Source = {
  name: 'TaskUnifier',
  url: 'https://ru.softoware.org/get-taskunifier.html',
  licence: 'help page',
  set: 'known',
  now: '2026-03-11T10:30',
  zone: 'America/New_York',
  leftOut: '"With Parent", which is no rule',
  phrases: [
    repeats('Biweekly', 'WEEKLY;INTERVAL=2'),
    repeats('Bimonthly', 'MONTHLY;INTERVAL=2'),
    repeats('Every 1 month', 'MONTHLY'),
    repeats('Every 2 years', 'YEARLY;INTERVAL=2'),
    repeats('Every 16 weeks', 'WEEKLY;INTERVAL=16'),
    repeats('On the second monday of each month', 'MONTHLY;BYDAY=2MO'),
    repeats('On the last Fri of each month', 'MONTHLY;BYDAY=-1FR'),
    repeats('On the 3 Sat of each month', 'MONTHLY;BYDAY=3SA'),
    repeats('Every Mon, Wed and Fri', 'WEEKLY;BYDAY=MO,WE,FR'),
    repeats('Every Tuesday and Thursday', 'WEEKLY;BYDAY=TU,TH'),
  ],
}
