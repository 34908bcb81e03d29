import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { invalid } from '../../../platform/errors.ts'
import { create } from '../../../platform/events/change.ts'
import { find, untilCommitted } from '../../../platform/events/mutate.ts'
import { jobRunner, type Slice, type Step } from '../../../platform/jobs/job.ts'
import { blankOf, newEntity } from '../../entity-fields.ts'
import { Title } from '../../fields.ts'
import { UPLOAD_PURPOSES } from '../../uploads/upload.ts'
import type { AnkiCard, OpenAnkiPackage, OpenPackage } from '../anki/anki-collection.ts'
import { importedCard, isDefaultDeck } from '../anki/imported-card.ts'
import { attachmentKey } from '../content/content-store.ts'
import { deckFields } from '../decks/deck.fields.ts'
import { listDecks } from '../decks/deck.service.ts'
import { DECK } from '../decks/deck.ts'
import { DEFAULT_DECK } from '../items/item.fields.ts'
import { bulkId } from './bulk-id.ts'
import { attachmentOf, contentTypeOf } from './file-items.ts'
import { ANKI_IMPORT, count, type ImportInput, Outcome, skip } from './import.job.ts'
import type { ImportStores } from './import-files.service.ts'
import { storeCards } from './store-cards.service.ts'
import { storeItems } from './store-items.service.ts'

const AT_ONCE = 25
const MEDIA_FOLDER = 'Anki'

/** `media`: how many files are in. `decks`: by their number in the package. `last`: the card after which to go on. */
const Place = Outcome.extend({
  ...{ media: z.number().int(), last: z.number(), done: z.number().int() },
  decks: z.record(z.string(), z.string()),
})
type Place = z.infer<typeof Place>
type AnkiSlice = Slice<ImportInput, Place>
type Work = { opened: OpenPackage; place: Place; slice: AnkiSlice; stores: ImportStores }

/** Brings the cards of an Anki package in, with decks, media, schedules and reviews. */
export const ankiImport = (stores: ImportStores, open: OpenAnkiPackage) =>
  jobRunner(ANKI_IMPORT, Place, async (ctx, slice) => {
    const { key, bytes } = slice.input
    const source = {
      size: bytes,
      read: (start: number, length: number) => stores.objects.readRange(key, start, length),
    }
    const opened = await open(source, slice.jobId)
    if (opened === null) throw invalid([], 'This is no Anki package')
    if (typeof opened === 'string') throw invalid([], opened)
    try {
      return await importSlice(ctx, { opened, place: slice.place ?? begin(opened), slice, stores })
    } finally {
      opened.collection.close()
    }
  })

const begin = ({ unreadable }: OpenPackage): Place => {
  const place: Place = {
    ...{ counts: { cards: 0, reviews: 0, decks: 0, media: 0 }, skipped: [], skippedCount: 0 },
    ...{ media: 0, last: Number.MIN_SAFE_INTEGER, done: 0, decks: {} },
  }
  for (const { name, reason } of unreadable) skip(place, name, reason)
  return place
}

const importSlice = async (ctx: Context, work: Work): Promise<Step<Place>> => {
  const { place, slice, opened } = work
  const total = opened.media.length + opened.collection.cards
  for (let isMore = true; isMore; ) {
    isMore = place.media < opened.media.length ? await importMedia(ctx, work) : await importCards(ctx, work)
    if (isMore && ctx.now() >= slice.until) return { place, progress: { done: place.media + place.done, total } }
  }
  const { counts, skipped, skippedCount } = place
  return { result: { counts, skipped, skippedCount }, progress: { done: total, total } }
}

const atOf = ({ createdAt }: AnkiSlice): number => Date.parse(createdAt)

/** The next file; that there are more, be it cards. */
const importMedia = async (ctx: Context, { opened, place, slice, stores }: Work): Promise<true> => {
  const one = opened.media[place.media]
  const bytes = await one?.read(UPLOAD_PURPOSES.attachment)
  const name = (one?.name ?? '').normalize('NFC')
  const { area, timeZone } = slice.input
  const file = {
    id: bulkId(slice.jobId, atOf(slice), place.media, 'media'),
    ...{ path: `${MEDIA_FOLDER}/${name.replaceAll('/', '-')}`, place: place.media, writtenAt: 0 },
  }
  const facts = { area, timeZone, at: atOf(slice) }
  const item = Buffer.isBuffer(bytes) ? attachmentOf(bytes, file, facts) : String(bytes)
  if (typeof item === 'string') skip(place, name || '(no name)', item)
  else if (Buffer.isBuffer(bytes)) {
    await stores.objects.putBytes(
      attachmentKey(ctx.userId, item.fields.attachment?.hash ?? ''),
      bytes,
      contentTypeOf(name),
    )
    await storeItems(ctx, stores.texts, [item])
    count(place, 'media')
  }
  place.media += 1
  return true
}

/** The next cards with their reviews; whether there are more. */
const importCards = async (ctx: Context, { opened: { collection }, place, slice }: Work): Promise<boolean> => {
  const { cards, unreadable, last } = collection.cardsAfter(place.last, AT_ONCE)
  if (last === null) return false
  for (const { name, reason } of unreadable) skip(place, name, reason)
  const log = Map.groupBy(collection.reviewsOf(cards.map(({ id }) => id)), ({ cardId }) => cardId)
  const at = atOf(slice)
  const { area, timeZone } = slice.input
  const ready: Parameters<typeof storeCards>[1] = []
  for (const [i, card] of cards.entries()) {
    const id = bulkId(slice.jobId, at, place.done + i, `card ${card.id}`)
    const deckId = await deckOf(ctx, card, place, slice)
    const idOf = (review: { at: number }) => bulkId(slice.jobId, review.at, 0, `review ${card.id}`)
    const facts = { userId: ctx.userId, cardId: id, deckId, area, timeZone, at, createdAt: collection.createdAt, idOf }
    const made = importedCard(card, log.get(card.id) ?? [], facts)
    if (typeof made === 'string') skip(place, `Card ${card.id}`, made)
    else ready.push({ id, card: made })
  }
  await storeCards(ctx, ready)
  count(place, 'cards', ready.length)
  count(
    place,
    'reviews',
    ready.reduce((sum, { card }) => sum + card.reviews.length, 0),
  )
  Object.assign(place, { last, done: place.done + cards.length + unreadable.length })
  return true
}

/** The person's deck of the same name, or a new one. */
const deckOf = async (ctx: Context, card: AnkiCard, place: Place, slice: AnkiSlice): Promise<string> => {
  if (isDefaultDeck(card)) return DEFAULT_DECK
  const known = place.decks[card.deckId]
  if (known) return known
  const id = bulkId(slice.jobId, atOf(slice), 0, `deck ${card.deckId}`)
  const name = Title(200).safeParse(card.deck).success ? card.deck : `Deck ${card.deckId}`
  const same = (await listDecks(ctx)).find((deck) => deck.name === name)
  if (!same) await createDeck(ctx, id, name)
  if (!same || same.id === id) count(place, 'decks')
  place.decks[card.deckId] = same?.id ?? id
  return same?.id ?? id
}

const createDeck = (ctx: Context, id: string, name: string): Promise<null> =>
  untilCommitted(ctx, async () => {
    if (await find(ctx, DECK, id, { consistent: true })) return { changes: [], result: null }
    const now = ctx.now()
    const change = create(DECK, { ...blankOf(deckFields), name, ...newEntity(ctx.userId, id, now) }, now)
    return { changes: [change], result: null, upsert: true }
  })
