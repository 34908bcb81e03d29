import type { Area } from '../../../lib/domain/vocabulary.ts'

type Book = { title: string; author: string; area: Area; about: string; stays: readonly string[]; aliases?: string[] }

/** What a person read, as literature notes. */
export const BOOKS: readonly Book[] = [
  {
    ...{
      title: 'Deep Work',
      author: 'Cal Newport',
      area: 'Day Job',
      about: 'Concentration is rare and therefore worth much.',
    },
    stays: [
      '[[Deep work blocks]] are a matter of the calendar, not of mood',
      'Boredom has to be practised',
      '[[Attention residue]]',
    ],
  },
  {
    ...{
      title: 'Atomic Habits',
      author: 'James Clear',
      area: 'Health',
      about: 'Small changes, and an environment that does the deciding.',
    },
    stays: ['[[Habit stacking]]', '[[Never miss twice]]', 'Be the kind of person who runs, then run'],
  },
  {
    ...{ title: 'Thinking, Fast and Slow', author: 'Daniel Kahneman', area: 'Happiness', aliases: ['Kahneman'] },
    about: 'Two ways of thinking, and where the quick one misleads.',
    stays: ['[[The planning fallacy]]', 'What you see is all there is', 'Losses weigh twice as much as gains'],
  },
  {
    ...{
      title: 'Why We Sleep',
      author: 'Matthew Walker',
      area: 'Health',
      about: 'What a short night costs. Some of the figures are disputed.',
    },
    stays: ['[[Sleep comes first]]', 'Caffeine is still half there after six hours', 'Same time every day'],
  },
  {
    ...{ title: 'Make It Stick', author: 'Brown, Roediger, McDaniel', area: 'Happiness' },
    about: 'Which ways of learning last, shown by experiments.',
    stays: ['[[Desirable difficulty]]', 'Rereading feels good and does little', '[[Spaced repetition]]'],
  },
  {
    ...{
      title: 'The Simple Path to Wealth',
      author: 'JL Collins',
      area: 'Wealth',
      about: 'Spend less than you earn, invest the rest, avoid debt.',
    },
    stays: ['[[Index funds]]', 'The market is a beer glass: look at the beer, not the foam', '[[Pay yourself first]]'],
  },
  {
    ...{ title: 'Getting Things Done', author: 'David Allen', area: 'Operations', aliases: ['GTD'] },
    about: 'Everything out of the head, and a next action for each thing.',
    stays: ['[[Inbox zero is a habit]]', 'The [[Weekly review]] is the engine', 'Two minutes: do it now'],
  },
  {
    ...{
      title: 'Designing Data-Intensive Applications',
      author: 'Martin Kleppmann',
      area: 'Day Job',
      aliases: ['DDIA'],
    },
    about: 'How data systems keep their promises, and which they cannot keep.',
    stays: [
      '[[CAP in one sentence]]',
      '[[Idempotence]] makes retries safe',
      'The log is the truth, tables are views of it',
    ],
  },
  {
    ...{ title: 'Radical Candor', author: 'Kim Scott', area: 'Day Job', about: 'Care personally, challenge directly.' },
    stays: ['[[Feedback that lands]]', 'Ruinous empathy is the usual mistake', 'Ask for it before giving it'],
  },
  {
    ...{
      title: 'Thinking in Systems',
      author: 'Donella Meadows',
      area: 'Day Job',
      about: 'Stocks, flows, and where to push.',
    },
    stays: ['[[Queues explain everything]]', '[[Slack in the system]]', 'The goal of a system is what it does'],
  },
  {
    ...{
      title: 'Salt, Fat, Acid, Heat',
      author: 'Samin Nosrat',
      area: 'Operations',
      about: 'Four things that decide how food tastes.',
    },
    stays: ['Salt early, taste often', '[[Patience in the kitchen]]', 'Dull food usually wants acid'],
  },
  {
    ...{ title: 'How to Take Smart Notes', author: 'Sönke Ahrens', area: 'Happiness', aliases: ['Zettelkasten'] },
    about: 'Luhmann’s boxes, and why links matter more than folders.',
    stays: ['[[Writing is thinking]]', 'One thought a note, in whole sentences', 'Ask where I want to find it again'],
  },
]

/** Of whom notes tell. */
export const PEOPLE: readonly (readonly [name: string, alias: string, text: string])[] = [
  [
    'Aylin Kaya',
    'Aylin',
    'Runs product. Asks the question behind the question; see [[Listening]]. Sponsor of the [[Planning tool migration]]. Tea, not coffee.',
  ],
  [
    'Jonas Weber',
    'Jonas',
    'Old friend and, since last year, colleague. Knows the import scripts by heart. Cooks better than any of us: [[Salt, Fat, Acid, Heat]] was his present.',
  ],
  [
    'Mia',
    'Mia’s school',
    'Likes watercolours, dinosaurs and the swimming pool. Holiday dates are on the fridge. See [[Presents that were right]].',
  ],
  ['Grandma', 'Oma', 'Ninety in May. Call on Sundays: [[Calling home]]. Allergic to penicillin.'],
  ['Dr. Brandt', 'Dentist', 'Every six months; the next one is in the calendar. Parking behind the building.'],
  [
    'Priya Nair',
    'Priya',
    'Joined in autumn, see [[Onboarding a colleague]]. Wants to own the [[Team handbook]]. Strong in data modelling.',
  ],
  [
    'Lena Fuchs',
    'Coach Lena',
    'Running group on Thursdays. Wrote most of the [[Half marathon plan]]. Says: *patience is a pace*.',
  ],
  [
    'Tomasz Zielinski',
    'Tomasz',
    'Platform team. [[Retries and timeouts]] are his hobby. Ask him before touching permissions in the [[Planning tool migration]].',
  ],
]
