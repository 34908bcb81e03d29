import { type Card, createEmptyCard, type FSRS, fsrs, type Grade, State, StrategyMode } from 'ts-fsrs'
import { isoAt } from '../../../platform/context.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { DateString } from '../../time/dates.ts'
import { instantOf, wallClock } from '../../time/zone.ts'
import type { Deck } from '../decks/deck.fields.ts'
import type { Memory, Rating } from '../items/memory.fields.ts'
import { balancedInterval, type DayLoad, offEasyDays } from './day-load.ts'

type Settings = Pick<
  Deck,
  'desiredRetention' | 'learningSteps' | 'relearningSteps' | 'maximumInterval' | 'fsrsParameters'
>

const STATES = { learning: State.Learning, review: State.Review, relearning: State.Relearning } as const
const NAMES = { [State.Learning]: 'learning', [State.Review]: 'review', [State.Relearning]: 'relearning' } as const

/** What a rating makes of a card, and when it comes up again: ISO UTC. */
export type Outcome = { memory: Memory; dueAt: string }

/**
 * `zone`: where the person's days are. `isFuzzy`: intervals vary a little, the same for the same card and day, and by the `load`
 * of days where it is given.
 */
type Given = { cardId: string; at: number; zone: string; isFuzzy?: boolean; load?: DayLoad | null }

/**
 * FSRS-6 (ts-fsrs) for one card at an instant. The library counts days of UTC, so it is given the digits of the person's
 * clock. Intervals never exceed the deck's maximum.
 */
export const schedule = (
  memory: Memory | null,
  rating: Rating,
  deck: Settings,
  { cardId, at, zone, isFuzzy = true, load = null }: Given,
): Outcome => {
  const wall = wallClock(at, zone)
  const scheduler = schedulerOf(deck, cardId, wall, isFuzzy)
  if (isFuzzy && load) balance(scheduler, load, deck, { seed: seedOf(cardId, wall), today: dateOf(wall) })
  const { card } = scheduler.next(cardOf(memory, wall, zone), wall, rating as Grade)
  // The library keeps ratings apart by a day, beyond the maximum where it has to.
  const capped = Math.min(card.scheduled_days, deck.maximumInterval)
  const today = dateOf(wall)
  const days = isFuzzy && load ? offEasyDays(capped, load, { ...deck, today }) : capped
  // Steps of minutes and hours pass as such; days end at the same time of the person's clock.
  const due = days === 0 ? at + card.due.getTime() - wall : instantOf(wall + days * DAY_MS, zone)
  const dueOn = dateOf(wall + (days === 0 ? card.due.getTime() - wall : days * DAY_MS))
  return { memory: { ...memoryOf(card, at), scheduledDays: days, dueOn }, dueAt: isoAt(due) }
}

/** The library asks for the fuzz of an interval and keeps ratings in order after it: here the answer looks at the days. */
const balance = (
  scheduler: FSRS,
  load: DayLoad,
  { maximumInterval }: Settings,
  { seed, today }: { seed: string; today: DateString },
): void => {
  scheduler.apply_fuzz = (interval, elapsed) =>
    balancedInterval(interval, load, { today, elapsed, maximumInterval, seed }) as ReturnType<FSRS['apply_fuzz']>
}

const dateOf = (wall: number): DateString => new Date(wall).toISOString().slice(0, 10)

const seedOf = (cardId: string, wall: number): string => `${cardId} ${dateOf(wall)}`

const schedulerOf = (deck: Settings, cardId: string, wall: number, isFuzzy: boolean): FSRS => {
  const scheduler = fsrs({
    request_retention: deck.desiredRetention,
    maximum_interval: deck.maximumInterval,
    learning_steps: deck.learningSteps,
    relearning_steps: deck.relearningSteps,
    enable_fuzz: isFuzzy,
    enable_short_term: true,
    ...(deck.fsrsParameters && { w: deck.fsrsParameters }),
  })
  const seed = seedOf(cardId, wall)
  return scheduler.useStrategy(StrategyMode.SEED, () => seed)
}

const cardOf = (memory: Memory | null, wall: number, zone: string): Card => {
  if (!memory) return createEmptyCard(wall)
  const { stability, difficulty, step, scheduledDays, reps, lapses, state, lastReviewedAt } = memory
  return {
    ...{ due: new Date(wall), stability, difficulty, reps, lapses },
    ...{ elapsed_days: 0, scheduled_days: scheduledDays, learning_steps: step, state: STATES[state] },
    last_review: new Date(wallClock(Date.parse(lastReviewedAt), zone)),
  }
}

const memoryOf = (card: Card, at: number): Memory => ({
  state: card.state === State.New ? 'learning' : NAMES[card.state],
  stability: card.stability,
  difficulty: card.difficulty,
  step: card.learning_steps,
  scheduledDays: card.scheduled_days,
  reps: card.reps,
  lapses: card.lapses,
  lastReviewedAt: isoAt(at),
})
