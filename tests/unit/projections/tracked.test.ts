import { describe, expect, test } from 'vitest'
import { matchesFilter } from '../../../infra/local/stream-filter.ts'
import { KINDS } from '../../../lib/domain/kinds/kinds.ts'
import { kindOfRow } from '../../../lib/domain/kinds/lookup.ts'
import { filterPatterns } from '../../../lib/domain/projections/tracked.ts'
import { prefixOf } from '../../../lib/platform/events/kind.ts'
import { sk } from '../../../lib/platform/table/keys.ts'

const record = (eventName: string, SK: string) => ({
  eventName,
  dynamodb: { Keys: { PK: { S: 'USER#u' }, SK: { S: SK } }, NewImage: {} },
})
const isWanted = (one: object) => filterPatterns().some((pattern) => matchesFilter(one, pattern))

describe('rows of entities', () => {
  test('tell their kind, and no two kinds share a beginning', () => {
    const prefixes = KINDS.map(prefixOf)
    expect(new Set(prefixes).size).toBe(KINDS.length)
    for (const kind of KINDS.filter(({ name }) => name !== 'profile'))
      expect(kindOfRow(`${prefixOf(kind)}x#y`)?.name).toBe(kind.name)
  })

  test('are not mistaken for rows that are derived from them', () => {
    const derived = [
      sk.recentLogs('m'),
      sk.recentDays('h'),
      sk.trash('TASK#t'),
      sk.restoration('TASK#t'),
      sk.link('goal', 'g', 'task', 't'),
      sk.word('task', 'TASK#t'),
      sk.event('e'),
      sk.counters(),
      sk.wallet(),
      sk.profile(),
      sk.logbookPointer('l'),
    ]
    for (const row of derived) expect([row, kindOfRow(row)]).toEqual([row, undefined])
  })
})

describe('the filter of the stream', () => {
  test('lets entities, the trash and restorations under way through, and nothing else', () => {
    for (const kind of KINDS.filter(({ name }) => name !== 'profile'))
      expect([kind.name, isWanted(record('MODIFY', `${prefixOf(kind)}x`))]).toEqual([kind.name, kind.counted !== false])
    for (const row of ['TRASH#TASK#t', 'RESTORE#TASK#t']) {
      expect(isWanted(record('INSERT', row))).toBe(true)
      expect(isWanted(record('MODIFY', row))).toBe(false)
    }
    expect(isWanted(record('REMOVE', 'TRASH#TASK#t'))).toBe(true)
    expect(isWanted(record('REMOVE', 'RESTORE#TASK#t'))).toBe(false)
    for (const row of ['EVENT#e', 'WORD#w#TASK#t', 'COUNTERS', 'LINK#a', 'IDEMPOTENCY#a', 'RATE#a', 'PROFILE'])
      expect([row, isWanted(record('INSERT', row))]).toEqual([row, false])
  })

  test('stays within what Lambda takes: five patterns of 4,096 characters', () => {
    expect(filterPatterns().length).toBeLessThanOrEqual(5)
    for (const pattern of filterPatterns()) expect(JSON.stringify(pattern).length).toBeLessThan(4_096)
  })
})
