import { DAY_MS } from '../../../../platform/units.ts'
import type { Rating } from '../../items/memory.fields.ts'

/**
 * Histories of cards, packed for many passes over them. Card `c` has the reviews from `starts[c]` up to `starts[c + 1]`, oldest
 * first. `days`: since the review before, on the person's calendar. `weights`: of the prediction of a review in the loss, 0
 * where none is made. `predictions`: how many are made.
 */
export type Histories = {
  starts: Int32Array
  ratings: Uint8Array
  days: Int32Array
  weights: Float64Array
  predictions: number
}

/** What the fitting needs of a review. `isFirst`: nothing was known of the card before. */
export type LoggedReview = { cardId: string; rating: Rating; date: string; isInDeck: boolean; isFirst: boolean }

/** A log as it is read, in the order of time. About 30 bytes a review and 100 a card. */
export type ReviewLog = {
  cards: Map<string, number>
  card: number[]
  rating: number[]
  day: number[]
  isInDeck: boolean[]
  isWhole: boolean[]
  hasDeck: boolean[]
}

export const emptyLog = (): ReviewLog => ({
  ...{ cards: new Map(), card: [], rating: [], day: [] },
  ...{ isInDeck: [], isWhole: [], hasDeck: [] },
})

/** Adds a review that is not older than those before it. */
export const addReview = (log: ReviewLog, { cardId, rating, date, isInDeck, isFirst }: LoggedReview): void => {
  const card = log.cards.get(cardId) ?? log.cards.size
  if (card === log.cards.size) {
    log.cards.set(cardId, card)
    log.isWhole.push(isFirst)
    log.hasDeck.push(false)
  }
  if (isInDeck) log.hasDeck[card] = true
  log.card.push(card)
  log.rating.push(rating)
  log.day.push(Math.floor(Date.parse(date) / DAY_MS))
  log.isInDeck.push(isInDeck)
}

/** Reviews that were made in the deck. */
export const reviewsInDeck = (log: ReviewLog): number => log.isInDeck.reduce((sum, isIn) => sum + Number(isIn), 0)

/**
 * The histories of the cards that were reviewed in the deck; what is predicted are the reviews made in it, except those on the
 * day of the one before. Cards whose log begins after their first review are left out: what they were is not known.
 * Newer reviews weigh more, from a quarter to one, by the cube of their place in the log, as fsrs-rs weighs them.
 */
export const historiesOf = (log: ReviewLog): Histories => {
  const order = orderByCard(log)
  const starts: number[] = []
  const [ratings, days, weights] = [
    new Uint8Array(order.length),
    new Int32Array(order.length),
    new Float64Array(order.length),
  ]
  let predictions = 0
  order.forEach((at, i) => {
    const before = i > 0 && log.card[order[i - 1] ?? 0] === log.card[at] ? order[i - 1] : undefined
    if (before === undefined) starts.push(i)
    ratings[i] = log.rating[at] ?? 0
    days[i] = before === undefined ? 0 : Math.max(0, (log.day[at] ?? 0) - (log.day[before] ?? 0))
    if (days[i] === 0 || !log.isInDeck[at]) return
    weights[i] = 0.25 + 0.75 * (at / log.card.length) ** 3
    predictions += 1
  })
  return { starts: Int32Array.from([...starts, order.length]), ratings, days, weights, predictions }
}

/** The places in the log of the reviews that count, by card and then by time. */
const orderByCard = ({ card, isWhole, hasDeck }: ReviewLog): Int32Array => {
  const counts = new Int32Array(isWhole.length + 1)
  const counted = (one: number) => isWhole[one] && hasDeck[one]
  for (const one of card) if (counted(one)) counts[one + 1] = (counts[one + 1] ?? 0) + 1
  for (let i = 1; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0)
  const order = new Int32Array(counts.at(-1) ?? 0)
  card.forEach((one, at) => {
    if (!counted(one)) return
    const next = counts[one] ?? 0
    order[next] = at
    counts[one] = next + 1
  })
  return order
}

/** The same histories with each card's first prediction alone: those tell the stability after the first review. */
export const firstPredictions = (histories: Histories): Histories => {
  const weights = new Float64Array(histories.weights.length)
  let predictions = 0
  for (let card = 0; card + 1 < histories.starts.length; card++) {
    const [from, to] = [histories.starts[card] ?? 0, histories.starts[card + 1] ?? 0]
    let i = from
    while (i < to && histories.weights[i] === 0) i += 1
    if (i === to) continue
    weights[i] = histories.weights[i] ?? 0
    predictions += 1
  }
  return { ...histories, weights, predictions }
}
