import { dayNumber } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import type { VaultItem } from '../items/item.fields.ts'
import type { CardReview } from '../reviews/review.fields.ts'
import type { WrittenCard, WrittenReview } from './anki-writer.ts'

const TYPES = { learning: 1, review: 2, relearning: 3 } as const
const [SUSPENDED, NEW, LEARNING, REVIEW] = [-1, 0, 1, 2]

const htmlOf = (text: string): string => text.replace(/\r?\n/g, '<br>')
const factorOf = (ease: number): number => Math.round(ease * 1_000)

/** A card as Anki has it: its due day counts from the collection's first one (`firstDay`), in the person's days. */
export const exportedCard = (item: VaultItem, { timeZone, firstDay }: { timeZone: string; firstDay: string }) => {
  const { memory, front, back, deckId, id, status } = item
  const dueAt = Date.parse(item.nextReviewDate)
  const common = {
    ...{ guid: id, createdAt: Date.parse(item.createdAt), deckId, front: htmlOf(front), back: htmlOf(back) },
    tags: item.tags.map((tag) => tag.replace(/\s+/g, '_')),
  }
  const queueOf = (queue: number) => (status === 'active' ? queue : SUSPENDED)
  if (!memory) {
    const blank = { type: NEW, due: null, interval: 0, factor: 0, reps: 0, lapses: 0, data: '{}' }
    return { ...common, ...blank, queue: queueOf(NEW) } satisfies WrittenCard
  }
  const isReview = memory.state === 'review'
  const day = memory.dueOn ?? localDateOf(dueAt, timeZone)
  return {
    ...common,
    type: TYPES[memory.state],
    queue: queueOf(isReview ? REVIEW : LEARNING),
    due: isReview ? dayNumber(day) - dayNumber(firstDay) : Math.floor(dueAt / 1_000),
    interval: Math.round(item.interval),
    factor: factorOf(item.easeFactor),
    reps: item.repetitions,
    lapses: memory.lapses,
    data: JSON.stringify({ s: memory.stability, d: memory.difficulty }),
  } satisfies WrittenCard
}

export const exportedReview = ({
  cardId,
  reviewedAt,
  rating,
  before,
  durationMs,
  state,
}: CardReview): WrittenReview => ({
  ...{ guid: cardId, at: Date.parse(reviewedAt), ease: rating, intervalBefore: Math.round(before.interval) },
  dueAtBefore: Date.parse(before.nextReviewDate),
  ...{ factor: factorOf(before.easeFactor), durationMs: durationMs ?? 0 },
  type: state === 'review' ? 1 : state === 'relearning' ? 2 : 0,
})
