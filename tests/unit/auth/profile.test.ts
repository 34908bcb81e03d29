import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergePreferences } from '../../../lib/domain/profile/preferences.ts'
import { type Profile, TimeZone, UpdateProfile } from '../../../lib/domain/profile/profile.schema.ts'
import { defaultProfile, patchProfile } from '../../../lib/domain/profile/profile.ts'

const at = Date.parse('2026-03-01T12:00:00Z')
const profile = (patch: Partial<UpdateProfile> = {}): Profile =>
  patchProfile(defaultProfile('u1'), patch, at)?.after as Profile

describe('a profile', () => {
  test('that nobody stored has defaults and version 0', () => {
    expect(defaultProfile('u1')).toMatchObject({ id: 'u1', timeZone: 'UTC', locale: 'en', weekStart: 1, version: 0 })
  })

  test('is created by its first change, and updated by the next', () => {
    const first = patchProfile(defaultProfile('u1'), { displayName: 'Ada' }, at)
    expect(first).toMatchObject({ action: 'create', type: 'profile.created', data: { displayName: 'Ada' } })
    expect(first?.put.SK).toBe('PROFILE')
    const second = patchProfile(first?.after as Profile, { displayName: 'Ada L.' }, at)
    expect(second).toMatchObject({ action: 'update', after: { version: 2 }, previous: { displayName: 'Ada' } })
  })

  test('does not change by a patch that says what is', () => {
    expect(patchProfile(profile({ weekStart: 7 }), { weekStart: 7, preferences: {} }, at)).toBeNull()
  })

  test('keeps its preferences within 16 KB in all, however they arrive', () => {
    const half = profile({ preferences: { a: 'x'.repeat(10_000) } })
    expect(() => patchProfile(half, { preferences: { b: 'x'.repeat(10_000) } }, at)).toThrowError(
      expect.objectContaining({ status: 400 }),
    )
    expect(patchProfile(half, { preferences: { a: 'y'.repeat(10_000) } }, at)).not.toBeNull()
  })
})

describe('a time zone', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['UTC', 'UTC'],
  ])('%s is taken as %s', (sent, kept) => {
    expect(TimeZone.parse(sent)).toBe(kept)
  })

  test.each(['', 'Mars/Olympus', '+02:00', '-05', 'Europe', 'Europe/Berlin ', '../etc/passwd', 'x'.repeat(65)])(
    '%j is refused',
    (sent) => {
      expect(TimeZone.safeParse(sent).success).toBe(false)
    },
  )

  test('is any that the runtime lists', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) expect(TimeZone.parse(zone)).toBe(zone)
  })
})

describe('preferences', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,10}$/).filter((one) => one !== '__proto__')
  const record = fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))

  test('merge by name: what is named wins, null removes, the rest stays', () => {
    fc.assert(
      fc.property(record, record, (before, patch) => {
        const kept = mergePreferences({}, before)
        const merged = mergePreferences(kept, patch)
        for (const [key, value] of Object.entries(patch))
          expect(Object.hasOwn(merged, key) ? merged[key] : null).toEqual(value)
        for (const key of Object.keys(kept)) if (!Object.hasOwn(patch, key)) expect(merged[key]).toEqual(kept[key])
        expect(mergePreferences(merged, patch)).toEqual(merged)
        expect(Object.values(merged)).not.toContain(null)
      }),
    )
  })

  test('have no key "constructor" at any depth: the table cannot hold it', () => {
    for (const preferences of [{ constructor: 1 }, { a: { b: [{ constructor: null }] } }])
      expect(UpdateProfile.safeParse({ preferences }).success).toBe(false)
  })

  test('take any JSON of ordinary numbers and depth', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.array(tie('value')), tie('map')),
      map: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    }))
    fc.assert(
      fc.property(fc.dictionary(name, json.value), (preferences) => {
        expect(UpdateProfile.parse({ preferences }).preferences).toEqual(preferences)
      }),
    )
  })
})
