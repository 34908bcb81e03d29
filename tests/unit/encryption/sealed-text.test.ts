import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Binding,
  dataKeyFrom,
  keyIdOf,
  newDataKeyId,
  openWith,
  sealWith,
  UnreadableError,
} from '../../../lib/platform/encryption/sealed-text.ts'

const newKey = (id = newDataKeyId()) => dataKeyFrom(id, randomBytes(32))
const text = fc.string({ unit: 'binary' })
const binding: fc.Arbitrary<Binding> = fc.record({ userId: text, kind: text, id: text })
const example: Binding = { userId: 'ada', kind: 'calendarconnection.tokens', id: '01J' }

/** The text with each bit of its UTF-8 changed, one at a time. */
const changedByABit = (original: string): string[] => {
  const bytes = Buffer.from(original)
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return changed.toString('latin1')
  })
}

describe('a sealed text', () => {
  test('opens for the same person, kind and id', () => {
    const key = newKey()
    fc.assert(fc.property(binding, text, (to, plain) => openWith(key, to, sealWith(key, to, plain)) === plain))
  })

  test('names its format and its key, and shows nothing of what it holds', () => {
    const key = newKey('abcd-_12')
    const sealed = sealWith(key, example, 'refresh-token-123')
    expect(sealed).toMatch(/^v1\.abcd-_12\.[\w-]+$/)
    expect(keyIdOf(sealed)).toBe('abcd-_12')
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('refresh')
  })

  test('is another one each time', () => {
    const key = newKey()
    const sealed = Array.from({ length: 1_000 }, () => sealWith(key, example, 'same'))
    const nonces = sealed.map((one) => one.split('.')[2]?.slice(0, 16))
    expect(new Set(nonces).size).toBe(1_000)
  })

  test('does not open when any bit of it has changed', () => {
    const key = newKey()
    for (const plain of ['', 'a', 'ab', 'abc', '{"refreshToken":"1//0abc"}']) {
      for (const changed of changedByABit(sealWith(key, example, plain)))
        expect(() => openWith(key, example, changed), changed).toThrow(UnreadableError)
    }
  })

  test('does not open when any bit of the person, the kind or the id has changed', () => {
    const key = newKey()
    const sealed = sealWith(key, example, 'secret')
    for (const field of ['userId', 'kind', 'id'] as const)
      for (const changed of changedByABit(example[field]))
        expect(() => openWith(key, { ...example, [field]: changed }, sealed)).toThrow(UnreadableError)
  })

  test('does not open for any other person, kind or id', () => {
    const key = newKey()
    const same = (a: Binding, b: Binding) => a.userId === b.userId && a.kind === b.kind && a.id === b.id
    fc.assert(
      fc.property(binding, binding, text, (to, other, plain) => {
        fc.pre(!same(to, other))
        expect(() => openWith(key, other, sealWith(key, to, plain))).toThrow(UnreadableError)
      }),
    )
  })

  test('does not open when letters wander from one part of its binding to the next', () => {
    const key = newKey()
    const sealed = sealWith(key, { userId: 'a', kind: 'b","c', id: 'd' }, 'secret')
    for (const other of [
      { userId: 'a","b', kind: 'c', id: 'd' },
      { userId: 'a', kind: 'b', id: 'c","d' },
      { userId: 'ab', kind: '","c', id: 'd' },
    ])
      expect(() => openWith(key, other, sealed)).toThrow(UnreadableError)
  })

  test('does not open with another key, nor with another key of the same id', () => {
    const key = newKey('AAAAAAAA')
    const sealed = sealWith(key, example, 'secret')
    expect(() => openWith(newKey('BBBBBBBB'), example, sealed)).toThrow(UnreadableError)
    expect(() => openWith(newKey('AAAAAAAA'), example, sealed)).toThrow(UnreadableError)
  })

  test('does not open when it is cut off anywhere, or continued', () => {
    const key = newKey()
    const sealed = sealWith(key, example, 'secret')
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => openWith(key, example, sealed.slice(0, length))).toThrow(UnreadableError)
    for (const more of ['A', 'AAAA', '=', '\n', '.', sealed])
      expect(() => openWith(key, example, sealed + more)).toThrow(UnreadableError)
  })

  test('is what no other text can be taken for', () => {
    const key = newKey()
    const refuses = (any: string): void => {
      expect(() => openWith(key, example, any)).toThrow(UnreadableError)
    }
    fc.assert(fc.property(text, refuses))
    const forged = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
    fc.assert(fc.property(forged, (payload) => refuses(`v1.${key.id}.${payload}`)))
  })
})

test('a text that UTF-8 cannot hold is refused, not changed', () => {
  expect(() => sealWith(newKey(), example, 'half \ud83d')).toThrow(TypeError)
})

describe('a data key', () => {
  test('shows nothing of itself when it is printed or made JSON', () => {
    const bytes = randomBytes(32)
    const forms = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), bytes.join(',')]
    const key = dataKeyFrom('AAAAAAAA', bytes)
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key), String(key)].join('\n')
    for (const form of forms) expect(shown).not.toContain(form)
  })

  test('leaves nothing in the bytes that it was made of', () => {
    const bytes = randomBytes(32)
    dataKeyFrom('AAAAAAAA', bytes)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
  })

  test('has 256 bits', () => {
    for (const length of [0, 16, 31, 33]) expect(() => dataKeyFrom('AAAAAAAA', randomBytes(length))).toThrow('32 bytes')
  })
})
