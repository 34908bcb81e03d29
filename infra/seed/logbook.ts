import { mergeIntoDay } from '../../lib/domain/logbook/logbook.service.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'

const PER_DAY = 0.8

const TITLES = ['A good start', 'Too many meetings', 'Slow but steady', 'Outside at last', 'Tired', 'It clicked']
const MORNINGS = [
  'Slept well and was at the desk early.',
  'Could not get going before ten.',
  'Ran before breakfast, the light was beautiful.',
  'Woke at five, thinking about the proposal.',
]
const MIDDLES = [
  'Two hours without interruptions, the draft is nearly there.',
  'Helped the team with the migration and got little else done.',
  'A long talk with Aylin about where this should go.',
  'Cleared the small things that had been waiting for weeks.',
]
const ENDINGS = [
  '**Grateful for** the walk in the evening.',
  '**Learned:** ask earlier.',
  '**Tomorrow:** the hardest thing first.',
  'Cooked with Jonas, read a few pages, early to bed.',
]
const GOALS = ['Run a half marathon', 'Lead a project at work', 'Play the first prelude by heart']

/** A few sentences on most days; mood and energy rise and fall with the seasons. */
export const logbookLane = (story: Story): Lane =>
  story.days.flatMap((date, i): Step[] => {
    const { happens, pick, around } = story
    if (!happens(PER_DAY)) return []
    const energyLevel = Math.min(10, Math.max(1, Math.round(around(6 + 1.5 * Math.sin(i / 30), 3))))
    const goal = happens(0.25) ? pick(GOALS) : null
    const entry = {
      date,
      title: happens(0.6) ? pick(TITLES) : null,
      notes: [pick(MORNINGS), pick(MIDDLES), pick(ENDINGS)].join('\n\n'),
      mood: energyLevel > 7 ? ('High' as const) : energyLevel < 5 ? ('Low' as const) : ('Steady' as const),
      energyLevel,
    }
    const goalIds = () => (goal ? [madeId(story, goal)] : [])
    return [{ at: story.at(date, 22), run: (ctx) => mergeIntoDay(ctx, { ...entry, goalIds: goalIds() }) }]
  })
