import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildSegment, type EntityDocuments } from '../../../../lib/domain/knowledge/search/index/build-segment.ts'
import type { Document } from '../../../../lib/domain/knowledge/search/index/document.ts'
import { mergeSegments } from '../../../../lib/domain/knowledge/search/index/merge-segments.ts'
import { opened } from '../../../../lib/domain/knowledge/search/index/read-segment.ts'
import { decodeSegment, encodeSegment } from '../../../../lib/domain/knowledge/search/index/segment.ts'
import { searchText, wantedIn } from '../../../../lib/domain/knowledge/search/rank/text-rank.ts'

const document = (id: string, text: string, title = `T ${id}`): Document => ({
  ...{ id, title, text, type: 'note', tags: [], areaId: null },
})
const entity = (id: string, text: string | null): EntityDocuments => ({
  key: `KNOWLEDGEITEM#${id}`,
  documents: text === null ? [] : [document(id, text)],
})

/** Ids and rounded scores of what answers a query, best first. */
const search = async (parts: ReturnType<typeof buildSegment>[], query: string) => {
  const segments = parts.map(({ segment }) => segment)
  const isWanted = wantedIn(segments, () => true)
  const { hits } = await searchText(parts.map(opened), query, isWanted, 50)
  return hits.map(({ segment, chunk }) => {
    const one = segments[segment]
    return one?.documents[one.chunks[chunk * 6] ?? 0]?.id
  })
}

const words = fc.constantFrom('apple', 'apples', 'pear', 'plum', 'größe', '木', 'quince', 'fig', 'date')
const history = fc.array(
  fc.array(
    fc.tuple(
      fc.constantFrom('1', '2', '3', '4', '5'),
      fc.option(
        fc.array(words, { maxLength: 12 }).map((list) => list.join(' ')),
        { freq: 4 },
      ),
    ),
    { minLength: 1, maxLength: 5 },
  ),
  { minLength: 1, maxLength: 5 },
)
const segmentsOf = (steps: [string, string | null][][]) =>
  steps.map((step) => buildSegment([...new Map(step)].map(([id, text]) => entity(id, text))))

describe('segments', () => {
  it('are the same after they were written and read', () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const { segment, postings } of segmentsOf(steps)) {
          const { bytes, front } = encodeSegment(segment, postings)
          // As from the network, where bytes begin anywhere.
          const shifted = Buffer.concat([Buffer.from('x'), bytes]).subarray(1)
          expect(decodeSegment(shifted.subarray(0, front))).toEqual(segment)
          expect(Buffer.from(bytes.subarray(front)).equals(postings)).toBe(true)
        }
      }),
    )
  })

  it('merged are as if made at once of what is there in the end', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const merged = mergeSegments(segmentsOf(steps), { isOldest: true })
        // Of an entity the newest counts, in the place of the segment that it is in.
        const last = new Map(steps.flatMap((step, i) => [...new Map(step)].map(([id]) => [id, i] as const)))
        const rest = steps.flatMap((step, i) =>
          [...new Map(step)].filter(([id, text]) => last.get(id) === i && text !== null),
        )
        const once = buildSegment(rest.map(([id, text]) => entity(id, text)))
        expect(merged.segment).toEqual(once.segment)
        expect(Buffer.from(merged.postings).equals(once.postings)).toBe(true)
      }),
    )
  })

  it('find the same merged or apart, in whatever groups', async () => {
    await fc.assert(
      fc.asyncProperty(history, words, fc.nat(4), async (steps, word, at) => {
        const parts = segmentsOf(steps)
        const [older, newer] = [parts.slice(0, at), parts.slice(at)]
        const grouped = [
          ...(older.length > 0 ? [mergeSegments(older, { isOldest: true })] : []),
          ...(newer.length > 0 ? [mergeSegments(newer, { isOldest: older.length === 0 })] : []),
        ]
        const found = async (some: typeof parts) => (await search(some, word)).sort()
        expect(await found(grouped)).toEqual(await found(parts))
        expect(await found([mergeSegments(parts, { isOldest: true })])).toEqual(await found(parts))
      }),
    )
  })
})

describe('ranking by words', () => {
  const notes = (texts: Record<string, [string, string]>) =>
    buildSegment(
      Object.entries(texts).map(([id, [title, text]]) => ({ key: id, documents: [document(id, text, title)] })),
    )

  it('puts a word in a title before one in a heading, and that before one in the text', async () => {
    const filler = 'some more words that say nothing of it '.repeat(3)
    const segment = notes({
      text: ['A', `${filler} boiler ${filler}`],
      heading: ['B', `# Boiler\n\n${filler} ${filler}`],
      title: ['Boiler', `${filler} ${filler}`],
    })
    expect(await search([segment], 'boiler')).toEqual(['title', 'heading', 'text'])
  })

  it('puts a rare word before frequent ones, and all words before some', async () => {
    const segment = notes({
      all: ['A', 'the warranty of the boiler'],
      rare: ['B', 'the warranty'],
      common: ['C', 'the the the of of'],
      other: ['D', 'the end of it'],
      more: ['E', 'the end of all'],
    })
    expect((await search([segment], 'the warranty of the boiler')).slice(0, 2)).toEqual(['all', 'rare'])
  })

  it('finds words by their beginning, and by a part or with typing errors where they are not there as typed', async () => {
    const segment = notes({ one: ['Audit', ''], two: ['Auditor', ''], three: ['Other', ''] })
    expect(await search([segment], 'audit')).toEqual(['one', 'two'])
    expect((await search([segment], 'aduit')).sort()).toEqual(['one', 'two'])
    expect((await search([segment], 'udit')).sort()).toEqual(['one', 'two'])
    expect(await search([segment], 'zzqxjkvv')).toEqual([])
  })
})

describe('ranking', () => {
  it('puts a long note that has all words of a question before a short one that has two, among many that are shorter still', async () => {
    const others = Array.from({ length: 60 }, (_, i) => entity(`other ${i}`, `short ${i}`))
    const long = entity('long', `The wombat boiler warranty ends in March. ${'Filters and radiators. '.repeat(80)}`)
    const short = entity('short', 'The garden hose is green. The wombat shed has a warranty too.')
    const found = await search([buildSegment([...others, long, short])], 'When does the wombat boiler warranty end?')
    expect(found.slice(0, 2)).toEqual(['long', 'short'])
  })
})
