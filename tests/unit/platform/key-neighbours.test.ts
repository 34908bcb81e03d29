import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KINDS } from '../../../lib/domain/kinds/kinds.ts'
import { prefixOf } from '../../../lib/platform/events/kind.ts'
import { sk } from '../../../lib/platform/table/keys.ts'

const file = readFileSync(new URL('../../../lib/platform/table/keys.ts', import.meta.url), 'utf8')
const source = file.slice(file.indexOf('export const sk ='), file.indexOf('} as const'))
/** How every sort key of a person's rows begins: as written in keys.ts, and of the kinds. */
const beginnings = [
  ...[...source.matchAll(/=>\s*[`']([A-Z][A-Z+]*)/g)].map(([, prefix = '']) => prefix),
  ...KINDS.map((kind) => prefixOf(kind).slice(0, -1)),
]

test.each([
  [sk.transactions(), sk.wallet()],
  [sk.profile(), sk.entities('project')],
])('nothing lies between %s and %s, which one query reads together', (from, to) => {
  expect(beginnings.length).toBeGreaterThan(60)
  const own = [from, to].map((key) => key.replace('#', ''))
  expect(beginnings.filter((one) => one > from && one < to && !own.includes(one))).toEqual([])
})
