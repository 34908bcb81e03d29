import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inBlocks, inMemory } from '../../../lib/domain/archives/byte-source.ts'
import { isReadable, listZip, readEntry } from '../../../lib/domain/archives/read-zip.ts'
import { zipEnd, zipEntry } from '../../../lib/domain/archives/write-zip.ts'
import { type Member, zipOf } from '../../support/zip.ts'

const MOST = 1_000_000

/** Each file with its text or, in brackets, why it is not read. */
const contentOf = async (archive: Buffer): Promise<[string, string][]> => {
  const source = inBlocks(inMemory(archive))
  const listing = await listZip(source)
  const found: [string, string][] = []
  for (const entry of listing?.entries ?? []) {
    if (!entry) continue
    if (!isReadable(entry)) found.push([entry.name, `(${entry.reason})`])
    else {
      const bytes = await readEntry(source, entry, MOST)
      found.push([entry.path, typeof bytes === 'string' ? `(${bytes})` : bytes.toString('latin1')])
    }
  }
  return found
}
const reasonOf = async (...member: Member) => {
  const [bad, good] = await contentOf(zipOf([member, ['good.md', 'Good']]))
  expect(good).toEqual(['good.md', 'Good'])
  return bad
}

describe('a zip archive', () => {
  test('gives back what was packed, whatever it is', async () => {
    const member = fc.tuple(fc.uuid(), fc.uint8Array({ maxLength: 3_000 }))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(member, { selector: ([name]) => name, maxLength: 20 }), async (members) => {
        const packed = zipOf(members.map(([name, bytes]) => [name, Buffer.from(bytes)]))
        const wanted = members.map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')])
        expect(await contentOf(packed)).toEqual(wanted)
      }),
      { numRuns: 50 },
    )
  })

  test('of 70,000 files is listed in full, by its zip64 fields', async () => {
    const lines = Array.from(
      { length: 70_000 },
      (_, i) => zipEntry({ path: `${i}`, bytes: Buffer.alloc(0), writtenAt: 0 }, i).line,
    )
    const directory = Buffer.concat(lines)
    const listing = await listZip(inMemory(Buffer.concat([directory, zipEnd(70_000, directory.length, 0)])))
    expect(listing?.entries).toHaveLength(70_000)
    expect(listing?.entries.every((entry) => entry && isReadable(entry))).toBe(true)
  })

  test('is none when it is something else, cut off, or only says that it is larger than any vault', async () => {
    const whole = zipOf([['a.md', 'A']])
    const liar = Buffer.from(whole)
    liar.writeUInt32LE(0x7fffffff, liar.length - 22 + 12)
    for (const bytes of [Buffer.alloc(0), Buffer.from('This is no zip.'.repeat(9)), whole.subarray(0, -10), liar])
      expect(await listZip(inMemory(bytes))).toBeNull()
  })

  test('is read as far as its directory is whole', async () => {
    const broken = zipOf([
      ['a.md', 'A'],
      ['b.md', 'B', ({ line }) => line.writeUInt32LE(0, 0)],
    ])
    expect(await contentOf(broken)).toEqual([
      ['a.md', 'A'],
      ['(directory)', '(The rest of the directory is broken)'],
    ])
  })

  test('never gives anything but what its directory promises, however its bytes are changed', async () => {
    const original = zipOf([
      ['a.md', 'A text '.repeat(50)],
      ['b/c.md', 'Another'],
    ])
    const wanted = new Map(await contentOf(original))
    const change = fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const archive = Buffer.from(original)
        for (const [at, value] of changes) archive[at] = value
        const texts = new Set(wanted.values())
        for (const [, text] of await contentOf(archive)) expect(text.startsWith('(') || texts.has(text)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a hostile archive holds is refused with a reason, and the rest is read', () => {
  const sized =
    (bytes: number): Member[2] =>
    ({ line }) =>
      line.writeUInt32LE(bytes, 24)

  test.each<[string, Member, string]>([
    ['a name that leaves the folder', ['a/../../b.md', 'x'], 'The name leaves the folder'],
    ['one with backslashes', ['..\\b.md', 'x'], 'The name leaves the folder'],
    ['an absolute name', ['/etc/b.md', 'x'], 'The name is an absolute path'],
    ['one with a drive', ['C:\\b.md', 'x'], 'The name is an absolute path'],
    ['a name with NUL', ['b\0.md', 'x'], 'The name has control characters'],
    ['a name that is not UTF-8', ['b.md', 'x', ({ line }) => void line.writeUInt8(0xff, 46)], 'The name is not UTF-8'],
    [
      'a symbolic link',
      ['b.md', '/etc/passwd', ({ line }) => line.writeUInt32LE((0o120777 << 16) >>> 0, 38)],
      'It is a symbolic link',
    ],
    ['an encrypted file', ['b.md', 'x', ({ line }) => void line.writeUInt16LE(0x801, 8)], 'It is encrypted'],
    [
      'another method',
      ['b.md', 'x', ({ line }) => void line.writeUInt16LE(14, 10)],
      'It is packed by another method than deflate',
    ],
    ['a wrong checksum', ['b.md', 'x', ({ line }) => line.writeUInt32LE(1, 16)], 'Its checksum is wrong'],
    [
      'a size that is too small',
      ['b.md', 'x'.repeat(9_999), sized(1_000)],
      'It is larger or smaller than the directory says, or broken',
    ],
    [
      'a size that is too large',
      ['b.md', 'x'.repeat(9_999), sized(99_999)],
      'It is larger or smaller than the directory says, or broken',
    ],
    ['a bomb that says so', ['b.md', 'x', sized(0x7fffffff)], 'Its sizes are broken'],
    ['zip64 sizes that are not there', ['b.md', 'x', sized(0xffffffff)], 'Its sizes are broken'],
    [
      'an offset of something else',
      ['b.md', 'x', ({ line }) => line.writeUInt32LE(3, 42)],
      'It is not where the directory says',
    ],
    [
      'an offset behind the end',
      ['b.md', 'x', ({ line }) => line.writeUInt32LE(0x7fffffff, 42)],
      'It is not where the directory says',
    ],
  ])('%s', async (_, member, reason) => {
    expect((await reasonOf(...member))?.[1]).toBe(`(${reason})`)
  })

  test('a file of a name that there is already, and one of the bytes of another', async () => {
    const twice = zipOf([
      ['a.md', 'First'],
      ['./a.md', 'Second'],
      ['b.md', 'x', ({ line }) => line.writeUInt32LE(0, 42)],
    ])
    expect(await contentOf(twice)).toEqual([
      ['a.md', 'First'],
      ['a.md', '(An earlier file has the same name)'],
      ['b.md', '(An earlier file has the same content bytes)'],
    ])
  })

  test('a bomb, of which no more is unpacked than its directory says', async () => {
    const packed = deflateRawSync(Buffer.alloc(50_000_000))
    const archive = zipOf([
      [
        'b.md',
        packed,
        ({ file, line }) => {
          for (const [at, bytes] of [
            [8, file],
            [10, line],
          ] as const)
            bytes.writeUInt16LE(8, at)
          line.writeUInt32LE(1_000, 24)
        },
      ],
    ])
    expect(await contentOf(archive)).toEqual([['b.md', '(It is larger or smaller than the directory says, or broken)']])
  })
})
