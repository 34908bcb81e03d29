import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { jobRunner, type Slice, type Step } from '../../../platform/jobs/job.ts'
import { HOUR_MS } from '../../../platform/units.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { localDateOf, startOfDay } from '../../time/zone.ts'
import type { AnkiWriter, WriteAnkiCollection } from '../anki/anki-writer.ts'
import { exportedCard, exportedReview } from '../anki/exported-card.ts'
import { listDecks } from '../decks/deck.service.ts'
import { nextItems, nextReviews } from './card-rows.repository.ts'
import { ANKI_EXPORT, type ExportInput, exportKey } from './export.job.ts'
import { beginZip, type Objects, zipWriter } from './zip-parts.service.ts'

const AT_ONCE = 500
/** Days of Anki begin at four in the morning. */
const ROLLOVER_MS = 4 * HOUR_MS
/** What a package says of itself: a collection of schema 11, with a list of media in JSON. */
const META = Buffer.from('0802', 'hex')

const Place = z.object({
  step: z.enum(['items', 'reviews', 'done']),
  after: z.string().nullable(),
  ...{ cards: z.number().int(), reviews: z.number().int() },
  ...{ timeZone: z.string(), firstDay: z.string() },
  decks: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Of the collection as it was at the end of a slice: an object of its own, so that a repeat finds what it began with. */
  ...{ slice: z.number().int(), bytes: z.number().int() },
})
type Place = z.infer<typeof Place>
type Stores = { objects: Objects; write: WriteAnkiCollection }

/** Writes all cards with decks, tags, schedules and reviews as a package that Anki imports. */
export const ankiExport = (objects: Objects, write: WriteAnkiCollection) =>
  jobRunner(ANKI_EXPORT, Place, (ctx, slice) => exportSlice(ctx, { objects, write }, slice))

const exportSlice = async (
  ctx: Context,
  { objects, write }: Stores,
  { jobId, place: stored, until }: Slice<ExportInput, Place>,
): Promise<Step<Place>> => {
  const place = stored ?? (await begin(ctx))
  const keyOf = (slice: number) => exportKey(ctx.userId, jobId, `collection-${slice}`)
  const written = place.bytes === 0 ? null : await objects.readRange(keyOf(place.slice), 0, place.bytes)
  const createdAt = Math.floor((startOfDay(place.firstDay, place.timeZone) + ROLLOVER_MS) / 1_000)
  const { decks } = place
  const writer = await write(jobId, { createdAt, decks }, written)
  try {
    do await addNext(ctx, writer, place)
    while (!isDone(place) && ctx.now() < until)
  } catch (error) {
    await writer.close(false)
    throw error
  }
  const collection = await writer.close(isDone(place))
  const { cards, reviews } = place
  const progress = { done: cards + reviews, total: isDone(place) ? cards + reviews : null }
  if (isDone(place)) {
    const result = { ...(await pack(ctx, objects, jobId, collection)), counts: { cards, reviews, decks: decks.length } }
    return { result, progress }
  }
  Object.assign(place, { slice: place.slice + 1, bytes: collection.length })
  await objects.putBytes(keyOf(place.slice), collection, 'application/vnd.sqlite3')
  return { place, progress }
}

const isDone = ({ step }: Place): boolean => step === 'done'

/** The first day is that of the first item or review: no due day is far before it. */
const begin = async (ctx: Context): Promise<Place> => {
  const { timeZone } = await loadProfile(ctx)
  const [{ items }, { reviews }] = await Promise.all([nextItems(ctx, null, 1), nextReviews(ctx, null, 1)])
  const decks = (await listDecks(ctx)).map(({ id, name }) => ({ id, name }))
  const instants = [items[0]?.createdAt, reviews[0]?.reviewedAt].flatMap((at) => (at ? [Date.parse(at)] : []))
  const firstDay = localDateOf(Math.min(ctx.now(), ...instants), timeZone)
  return { step: 'items', after: null, cards: 0, reviews: 0, timeZone, firstDay, decks, slice: 0, bytes: 0 }
}

const addNext = async (ctx: Context, writer: AnkiWriter, place: Place): Promise<void> => {
  if (place.step === 'items') {
    const { items, last } = await nextItems(ctx, place.after, AT_ONCE)
    const cards = items.filter(({ type }) => type === 'flashcard')
    for (const card of cards) writer.addCard(exportedCard(card, place))
    place.cards += cards.length
    Object.assign(place, { after: last, ...(last === null && { step: 'reviews' }) })
    return
  }
  const { reviews, last } = await nextReviews(ctx, place.after, AT_ONCE)
  place.reviews += reviews.filter((one) => writer.addReview(exportedReview(one))).length
  Object.assign(place, { after: last, ...(last === null && { step: 'done' }) })
}

const pack = async (ctx: Context, objects: Objects, jobId: string, collection: Buffer) => {
  const key = exportKey(ctx.userId, jobId, 'lifeos.apkg')
  const zip = zipWriter(ctx, objects, { jobId, key }, await beginZip(objects, key))
  zip.add({ path: 'meta', bytes: META, writtenAt: 0 })
  zip.add({ path: 'collection.anki21', bytes: collection, writtenAt: 0 })
  zip.add({ path: 'media', bytes: Buffer.from('{}'), writtenAt: 0 })
  return { key, bytes: await zip.finish() }
}
