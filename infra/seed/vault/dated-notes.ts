import type { SeededNote } from './notes.ts'

export type Random = () => number
type DayOf = (daysAgo: number) => string

const picker =
  (random: Random) =>
  <T>(from: readonly T[]): T =>
    from[Math.floor(random() * from.length)] as T

const FELT = [
  'Legs heavy until Wednesday, then fine.',
  'The best week so far.',
  'Rain, wind, and still out three times.',
  'Slept badly and noticed it on the hills.',
  'Calf a little tight; watching it, see [[Shin splints]].',
  'Pulse five beats lower than a month ago at the same pace.',
]
const HARD = [
  '[[Intervals]]: 6 × 800 m, the last one the fastest',
  '[[Intervals]]: 5 × 1,000 m, too fast at first',
  'Tempo, 5 km with a [[Negative split]]',
  'Hills with [[Coach Lena]], eight of them',
  'Skipped the hard one, see [[Recovery weeks]]',
]
const LEARNED = [
  'Next week: [[Easy runs stay easy]], really.',
  'The [[Running shoes]] are at 600 km.',
  'A banana is enough: [[Eating before a run]].',
  'Go to bed. [[Sleep comes first]].',
  'On plan, see [[HM plan]].',
]

/** A note for each of the last 24 weeks of training, each linked to the one before. */
export const trainingNotes = (random: Random, day: DayOf): SeededNote[] => {
  const pick = picker(random)
  const title = (week: number) => `Training week of ${day((24 - week) * 7)}`
  return Array.from({ length: 24 }, (_, i) => {
    const isRecovery = i % 4 === 3
    const long = Math.round((isRecovery ? 9 : 10 + i / 3) + random())
    const lines = [
      `- Easy: ${6 + Math.floor(random() * 4)} km`,
      `- ${isRecovery ? 'No hard run, [[Recovery weeks|recovery]]' : pick(HARD)}`,
      `- [[Long run]]: ${long} km, 6:${10 + Math.floor(random() * 50)} min/km`,
    ]
    const before = i > 0 ? `\n\nBefore: [[${title(i - 1)}]]` : ''
    return {
      ...{ type: 'note', area: 'Health', title: title(i), tags: ['running', 'log'], daysAgo: (24 - i) * 7 },
      content: `${lines.join('\n')}\n\n${pick(FELT)} ${pick(LEARNED)}${before}\n`,
    }
  })
}

const COLLEAGUES = ['Priya Nair', 'Tomasz Zielinski', 'Jonas Weber', 'Aylin Kaya'] as const
const TOPICS = [
  'Attachments: 4 % have no owner in the old tool. We keep them under the project.',
  'The mirror is eleven minutes behind on Mondays; [[Queues explain everything]].',
  'A retry doubled 300 comments. Ids first, then the import: [[Idempotence]].',
  'Who decides about permissions? Wrote it down: [[Decisions log]].',
  'Two people are on leave in the week of the switch. Moved by one sprint.',
  'The handbook page on access is wrong. [[Documentation rots]]; deleted it.',
  'Estimates: my guess times 1.6, see [[Outside view]].',
  'Support asked for a date. Gave a range, and what would move it.',
  'The dashboard is green and users are not. Measure what they wait for.',
]
const TALKS = [
  'Wants more of the design work and fewer tickets. Next quarter: leads the search redesign.',
  'Tired. Took two meetings off the calendar, see [[Slack in the system]].',
  'Asked for feedback on the talk; gave it as in [[Feedback that lands]].',
  'Proud of the migration script, rightly.',
  'Unsure about the reorganisation. I know as little; said so.',
]
const NEXT = [
  'try it with one team',
  'write a page of the [[Team handbook]]',
  'ask [[Tomasz]] about permissions',
  'a [[Pre-mortem]] with everyone',
  'block two mornings, see [[Focus blocks]]',
]

/** A meeting every fortnight: of the migration, or with one person. */
export const meetingNotes = (random: Random, day: DayOf): SeededNote[] => {
  const pick = picker(random)
  return Array.from({ length: 26 }, (_, i) => {
    const daysAgo = 356 - i * 14
    const who = COLLEAGUES[i % COLLEAGUES.length] ?? COLLEAGUES[0]
    const isTalk = i % 3 === 2
    const title = isTalk ? `1:1 with ${who.split(' ')[0]}, ${day(daysAgo)}` : `Migration meeting, ${day(daysAgo)}`
    const words = isTalk
      ? `With [[${who}]], see [[One-on-ones]].\n\n${pick(TALKS)}`
      : `[[Planning tool migration]], with [[${who}]] and [[${pick(COLLEAGUES)}]].\n\n- ${pick(TOPICS)}\n- ${pick(TOPICS)}`
    return {
      ...{ type: 'note', area: 'Day Job', title, tags: ['meeting', isTalk ? '1on1' : 'migration'], daysAgo },
      content: `${words}\n\n- [ ] ${pick(NEXT)}\n- [ ] ${pick(NEXT)}\n`,
    }
  })
}

const FLEETING = [
  [
    'Day Job',
    'Reviews as a queue',
    'Pull requests wait longer than they take. [[Queues explain everything]] again? Measure for two weeks.',
  ],
  [
    'Happiness',
    'Cards for chords',
    'Could [[Spaced repetition]] work for the piano? A card is a bar, the rating is how it went. See [[Hearing chords]].',
  ],
  ['Operations', 'Freeze half of the bread', 'The second loaf always gets hard. Ask [[Oma]] how she did it. [[Bread]]'],
  [
    'Health',
    'Run to work',
    'Nine kilometres, a shower is there. Once a week instead of the easy run? [[Easy runs stay easy]]',
  ],
  ['Wealth', 'Mia’s account', 'A small [[ETF]] plan until she is eighteen. What does it do to the taxes?'],
  [
    'Day Job',
    'A page without a date',
    'Let the [[Team handbook]] show the age of each page in colour. [[Priya]] might like that.',
  ],
  [
    'Love',
    'Photo book for May',
    'Ninety years, ninety photos. [[Grandma]] should choose. Who has the old albums? [[Uncle Karl]]',
  ],
  [
    'Happiness',
    'Why is slow so hard',
    'Running, piano, onions: everywhere the same lesson. [[Practising slowly]], [[Patience in the kitchen]], [[80/20]].',
  ],
  ['Operations', 'Restore test', 'It is time again: [[3-2-1 backup]].'],
] as const

/** Thoughts of the last days that nobody has worked out yet. */
export const fleetingNotes = (): SeededNote[] =>
  FLEETING.map(([area, title, content], i) => ({
    ...{ type: 'note', kind: 'fleeting', area, title, tags: ['inbox'], content, daysAgo: 2 * (FLEETING.length - i) },
  }))
