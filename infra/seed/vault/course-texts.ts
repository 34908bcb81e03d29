/** A course as somebody would take it: modules, and the lessons of each. */
export const COURSE_MODULES: readonly {
  title: string
  description: string
  lessons: readonly (readonly [string, string])[]
}[] = [
  {
    title: 'Talking over a network',
    description: 'What can go wrong between two machines, and what to do about it.',
    lessons: [
      [
        'Calls that may not come back',
        '# Calls that may not come back\n\nA call has three outcomes: it worked, it failed, nobody knows. The third one is what this course is about. See [[Retries and timeouts]].\n\n**Exercise:** list the calls of one request of yours, with the deadline of each.\n',
      ],
      [
        'Backpressure and queues',
        '# Backpressure and queues\n\nA queue turns a short overload into waiting, and a long one into failure later. [[Backpressure]] says no early.\n\n| use | waiting |\n|-|-|\n| 50 % | 1 |\n| 90 % | 9 |\n| 95 % | 19 |\n',
      ],
      [
        'Doing it twice',
        '# Doing it twice\n\nAt most once, at least once, exactly once: the last one is the second with [[Idempotence]].\n\n```ts\nif (await seen(key)) return answerOf(key)\n```\n',
      ],
    ],
  },
  {
    title: 'Data in several places',
    description: 'Replication, splitting and what consistency means.',
    lessons: [
      [
        'Leaders and followers',
        '# Leaders and followers\n\nReads from a follower may be old. How old, and who notices? Read your own writes from the leader.\n',
      ],
      [
        'When the network splits',
        '# When the network splits\n\n[[CAP in one sentence]]. The interesting part is what you do the rest of the time.\n',
      ],
      [
        'The log is the truth',
        '# The log is the truth\n\nTables, indexes and caches are views of a log. See [[DDIA]], chapter 11.\n',
      ],
    ],
  },
  {
    title: 'Living with it',
    description: 'What to look at, and how to change it while it runs.',
    lessons: [
      [
        'What to measure',
        '# What to measure\n\nLatency as a distribution, not as a mean. The slowest of twenty calls is what a person waits for.\n',
      ],
      [
        'Changing a running system',
        '# Changing a running system\n\nExpand, move, contract. Every step can be undone. This is how the [[Planning tool migration]] goes.\n',
      ],
      [
        'When it breaks',
        '# When it breaks\n\nFirst stop the damage, then understand. Write it down without names: what happened, what helped, what we change.\n',
      ],
    ],
  },
]

/** Name, category, the skills it requires, and the XP that was earned by the end of the year. */
export const SKILLS: readonly (readonly [name: string, category: string, requires: readonly string[], xp: number])[] = [
  ['Networking basics', 'Engineering', [], 620],
  ['Databases', 'Engineering', [], 480],
  ['Distributed systems', 'Engineering', ['Networking basics', 'Databases'], 340],
  ['Incident response', 'Engineering', ['Distributed systems'], 120],
  ['Reading music', 'Piano', [], 350],
  ['Bach preludes', 'Piano', ['Reading music'], 210],
  ['Italian A1', 'Languages', [], 640],
  ['Italian A2', 'Languages', ['Italian A1'], 180],
]

/** What people keep as files: path, category, tags, and how the text grew. */
export const FILES: readonly { path: string; category: string; tags: string[]; versions: readonly string[] }[] = [
  {
    ...{ path: 'recipes/sourdough.md', category: 'recipes', tags: ['baking'] },
    versions: [
      '# Sourdough\n\n- 500 g flour\n- 350 g water\n- 10 g salt\n- 100 g starter\n',
      '# Sourdough\n\n- 500 g flour, a fifth of it rye\n- 350 g water\n- 10 g salt\n- 100 g starter\n\nOvernight in the fridge.\n',
      '# Sourdough\n\n- 500 g flour, a fifth of it rye\n- 360 g water\n- 11 g salt\n- 100 g starter\n\nOvernight in the fridge. 250 degrees with the lid on, 20 minutes; 220 without, 20 minutes.\n',
    ],
  },
  {
    ...{ path: 'recipes/minestrone.md', category: 'recipes', tags: ['soup', 'winter'] },
    versions: ['# Minestrone\n\nWhat the fridge has, onions first, twenty minutes. Beans, parmesan rind.\n'],
  },
  {
    ...{ path: 'work/handbook/first-week.md', category: 'work', tags: ['onboarding'] },
    versions: [
      '# First week\n\n1. Laptop and accounts\n2. Something small in production\n',
      '# First week\n\n1. Laptop and accounts (ask in #it, not by mail)\n2. Something small in production\n3. A list of questions\n\nOwner: Priya. Checked in March.\n',
    ],
  },
  {
    ...{ path: 'work/migration/runbook.md', category: 'work', tags: ['migration'] },
    versions: [
      '# Runbook of the switch\n\n- [x] Freeze at 18:00\n- [x] Last import\n- [ ] Compare counts\n- [ ] Open for one team\n',
    ],
  },
  {
    ...{ path: 'travel/bologna.md', category: 'travel', tags: ['italy'] },
    versions: [
      '# Bologna in May\n\n- Trains: Munich 08:34, Bologna 14:56\n- Two nights near the market\n- *Il conto, per favore*\n',
    ],
  },
  {
    ...{ path: 'checklists/packing.md', category: 'checklists', tags: [] },
    versions: ['# Packing\n\n- [ ] Passports\n- [ ] Chargers\n- [ ] Running shoes\n- [ ] Mia: the dinosaur\n'],
  },
]
