import { isDeepStrictEqual } from 'node:util'
import { KINDS } from '../../lib/domain/kinds/kinds.ts'
import type { Event } from '../../lib/platform/events/event.ts'
import { type Entity, type Kind, type Relation, skOf } from '../../lib/platform/events/kind.ts'
import { LAST, userPk } from '../../lib/platform/table/keys.ts'
import { type Item, queryAll } from '../../lib/platform/table/table.ts'
import { AMPLE_MS } from './timing.ts'

/** Everything a person has, by sort key. */
export const partitionOf = async (userId: string): Promise<Map<string, Item>> => {
  const items = await queryAll(
    { pk: userPk(userId), from: ' ', to: LAST },
    { deadline: Date.now() + AMPLE_MS, consistent: true },
  )
  return new Map(items.map((item) => [String(item.SK), item]))
}

type State = { kind: Kind<Entity>; fields: Record<string, unknown>; deleted: boolean }

/**
 * What is wrong with a partition, written without the code under test: the state is built from the log by hand and
 * compared row by row; links, wallet and ledger are derived anew.
 */
export const violationsIn = (rows: Map<string, Item>): string[] => {
  const problems: string[] = []
  const states = statesFromLog(rows, problems)
  const expected = new Set<string>()
  for (const { kind, fields, deleted } of states.values()) {
    const own = skOf(kind, { ...kind.defaults, ...fields } as Entity)
    const key = deleted ? `TRASH#${own}${kind.reusableKey ? `#${fields.id}` : ''}` : own
    if (!deleted || !kind.isGoneWhenDeleted) expected.add(key)
    const pointer = kind.pointer?.(String(fields.id))
    if (pointer && rows.get(pointer)?.to !== (deleted ? undefined : own)) problems.push(`${pointer} points elsewhere`)
    problems.push(...differences(key, rows.get(key), kind, fields))
    if (deleted) continue
    for (const row of linkRows(kind, fields)) expected.add(row)
    problems.push(...untrueSummaries(rows, kind, fields))
  }
  const entityKey = /^(TRASH#|LINK#|DEP#|DEPBY#|TXN#)/
  const prefixes = KINDS.filter((kind) => !kind.sk).map((kind) => `${kind.name.toUpperCase()}#`)
  for (const key of rows.keys()) {
    const known = entityKey.test(key) || prefixes.some((prefix) => key.startsWith(prefix))
    if (known && !expected.has(key)) problems.push(`${key} is stored, but no event says so`)
  }
  for (const key of expected) if (!rows.has(key)) problems.push(`${key} should be stored`)
  return [...problems, ...recentDaysProblems(rows), ...walletProblems(rows)]
}

const statesFromLog = (rows: Map<string, Item>, problems: string[]): Map<string, State> => {
  const states = new Map<string, State>()
  const versions = new Map<string, number>()
  const events = [...rows.entries()].filter(([key]) => key.startsWith('EVENT#')).map(([, item]) => item as Event)
  for (const event of events) {
    const id = `${event.entityType} ${event.entityId}`
    const expected = (versions.get(id) ?? 0) + 1
    if (event.version !== expected) problems.push(`${id}: version ${event.version} follows ${expected - 1}`)
    versions.set(id, event.version)
    const kind = KINDS.find(({ name }) => name === event.entityType)
    if (!kind) {
      problems.push(`${id} is of an unknown kind`)
      continue
    }
    const before = states.get(id)?.fields ?? { id: event.entityId, userId: event.actor, createdAt: event.at }
    const { deletedAt: _, ...data } = event.data
    const fields = { ...before, ...data, version: event.version, updatedAt: event.at }
    states.set(id, { kind, fields, deleted: event.action === 'delete' })
  }
  return states
}

const differences = (
  key: string,
  item: Item | undefined,
  kind: Kind<Entity>,
  fields: Record<string, unknown>,
): string[] => {
  if (!item) return []
  const { PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK, GSI3PK, GSI3SK, expiresAt, trash, ...stored } = item
  const whole: Record<string, unknown> = { ...kind.defaults, ...stored }
  const wanted: Record<string, unknown> = { ...kind.defaults, ...fields }
  return [...new Set([...Object.keys(whole), ...Object.keys(wanted)])]
    .filter((name) => !isDeepStrictEqual(whole[name] ?? null, wanted[name] ?? null))
    .map((name) => `${key}.${name} is ${JSON.stringify(whole[name])}, the log says ${JSON.stringify(wanted[name])}`)
}

const linkRows = (kind: Kind<Entity>, fields: Record<string, unknown>): string[] =>
  (kind.relations ?? []).flatMap((relation) =>
    pointers(relation, fields).flatMap(({ target }) => relation.rows(String(fields.id), target)),
  )

/** The ids that a field holds: by itself, in a list, or in the parts of a list, of which each is named. */
const pointers = (
  { field, partField }: Pick<Relation, 'partField'> & { field: string },
  fields: Record<string, unknown>,
) =>
  [fields[field] ?? []].flat().flatMap((value) => {
    if (!partField) return value ? [{ target: String(value), part: undefined }] : []
    const part = value as Record<string, unknown>
    return part[partField] ? [{ target: String(part[partField]), part: part.id }] : []
  })

/** Link rows that say something else of their source than it is. */
const untrueSummaries = (rows: Map<string, Item>, kind: Kind<Entity>, fields: Record<string, unknown>): string[] =>
  (kind.relations ?? []).flatMap((relation) =>
    [...Map.groupBy(pointers(relation, fields), ({ target }) => target)].flatMap(([target, found]) => {
      const own = relation.summary?.({ ...kind.defaults, ...fields } as Entity)
      const truth = relation.partField ? { parts: found.map(({ part }) => part) } : own
      return relation
        .rows(String(fields.id), target)
        .filter((row) => !isDeepStrictEqual(rows.get(row)?.tells, truth))
        .map((row) => `${row} tells ${JSON.stringify(rows.get(row)?.tells)}, its source is ${JSON.stringify(truth)}`)
    }),
  )

/** Rows of recent days that say something else than the logs and skips of their habit from their first day on. */
const recentDaysProblems = (rows: Map<string, Item>): string[] =>
  [...rows].flatMap(([key, { from, days }]) => {
    if (!key.startsWith('HABIT+DAYS#') || typeof days !== 'string') return []
    const [, habitId] = key.split('#')
    const stored = [...rows].flatMap(([other, { date, amount = '' }]) => {
      const [prefix = '', id] = other.split('#')
      if (id !== habitId || String(date) < String(from)) return []
      return prefix === 'HABITLOG' ? [`${date} ${amount}`] : prefix === 'HABITSKIP' ? [`${date} skipped`] : []
    })
    const said = daysSaid(String(from), days).sort()
    return isDeepStrictEqual(said, stored.sort()) ? [] : [`${key} says ${said}; stored are ${stored}`]
  })

/** "2026-01-31 2.5" for a log, "2026-01-31 skipped" for a skip. */
const daysSaid = (from: string, text: string): string[] => {
  const day = new Date(`${from}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  let amount = ''
  return (text.match(/(_\d+)?[lsb][^lsb_]*/gi) ?? []).flatMap((one) => {
    const [gap = '', letter = '', digits = ''] = one.split(/([lsb])/i)
    day.setUTCDate(day.getUTCDate() + Number(gap.slice(1) || 1))
    const date = day.toISOString().slice(0, 10)
    if (digits !== '') amount = digits
    const log = `${date} ${/[LB]/.test(letter) ? amount : digits}`
    return [...(/s/.test(letter) ? [] : [log]), ...(/[sb]/i.test(letter) ? [`${date} skipped`] : [])]
  })
}

const walletProblems = (rows: Map<string, Item>): string[] => {
  const cents = [...rows]
    .filter(([key]) => key.startsWith('TXN#'))
    .map(([, item]) => Math.round(Number(item.amount) * 100))
  const sum = cents.reduce((total, one) => total + one, 0) / 100
  const wallet = rows.get('WALLET')
  const { balance = 0, lifetimeEarned = 0, lifetimeSpent = 0 } = (wallet ?? {}) as Record<string, number>
  const paid = [...rows]
    .filter(([key]) => key.startsWith('TASK#'))
    .reduce((total, [, item]) => total + Number(item.pointsPaid ?? 0), 0)
  return [
    ...(Math.abs(balance - sum) > 1e-9 ? [`the balance is ${balance}, its rows give ${sum}`] : []),
    ...(Math.abs(balance - (lifetimeEarned - lifetimeSpent)) > 1e-9
      ? [`${lifetimeEarned} earned − ${lifetimeSpent} spent is not ${balance}`]
      : []),
    ...(Math.abs(taskPoints(rows) - paid - trashedPoints(rows)) > 1e-9
      ? [`tasks say ${paid} was paid, the ledger says ${taskPoints(rows)}`]
      : []),
  ]
}

const taskPoints = (rows: Map<string, Item>): number =>
  [...rows.values()]
    .filter(({ source }) => source === 'task_completion')
    .reduce((sum, { amount }) => sum + Number(amount), 0)

const trashedPoints = (rows: Map<string, Item>): number =>
  [...rows]
    .filter(([key]) => key.startsWith('TRASH#TASK#'))
    .reduce((sum, [, item]) => sum + Number(item.pointsPaid ?? 0), 0)
