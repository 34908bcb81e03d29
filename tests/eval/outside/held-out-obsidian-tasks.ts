import { repeats, type Source } from './phrase.ts'

export const obsidianTasks: Source = {
  name: 'Obsidian Tasks',
  url: 'https://publish.obsidian.md/tasks/Getting+Started/Recurring+Tasks',
  licence: 'MIT',
  set: 'heldOut',
  now: '2021-04-24T09:00',
  zone: 'UTC',
  leftOut: 'none',
  phrases: [
    repeats('every 10 days when done', 'DAILY;INTERVAL=10'),
    repeats('every week when done', 'WEEKLY'),
    repeats('every week on Sunday', 'WEEKLY;BYDAY=SU'),
    repeats('every week on Tuesday, Friday', 'WEEKLY;BYDAY=TU,FR'),
    repeats('every 3 weeks on Friday', 'WEEKLY;INTERVAL=3;BYDAY=FR'),
    repeats('every month on the 1st', 'MONTHLY;BYMONTHDAY=1'),
    repeats('every month on the 31st', 'MONTHLY;BYMONTHDAY=31'),
    repeats('every month on the last', 'MONTHLY;BYMONTHDAY=-1'),
    repeats('every month on the last Friday', 'MONTHLY;BYDAY=-1FR'),
    repeats('every 6 months on the 2nd Wednesday', 'MONTHLY;INTERVAL=6;BYDAY=2WE'),
    repeats('every January on the 15th', 'YEARLY;BYMONTH=1;BYMONTHDAY=15'),
    repeats('every February on the last', 'YEARLY;BYMONTH=2;BYMONTHDAY=-1'),
    repeats('every April and December on the 1st and 24th', 'YEARLY;BYMONTH=4,12;BYMONTHDAY=1,24'),
  ],
}
