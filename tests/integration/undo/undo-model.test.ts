import { randomUUID } from 'node:crypto'
import { monotonicFactory } from 'ulid'
import { expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { loadChangeSet } from '../../../lib/domain/undo/undo.repository.ts'
import { undo } from '../../../lib/domain/undo/undo.service.ts'
import { readUndoToken, undoTokenOf } from '../../../lib/domain/undo/undo-token.ts'
import { addPoints } from '../../../lib/domain/wallet/wallet.service.ts'
import { contextFor } from '../../support/context.ts'
import { beginLife, type Made, nothingMade, randomLifeCommand } from '../../support/life-commands.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { randomCommand } from '../../support/task-commands.ts'

/** Of rows beside an entity: its key. They stay until it is purged, and say nothing while it is not there. */
const OWNERS = { 'HABIT+DAYS': 'HABIT', 'METRIC+LOGS': 'METRIC', 'REWARD+REDEMPTIONS': 'REWARD' }

type Rows = Awaited<ReturnType<typeof partitionOf>>

/** What is the same before something and after it was undone: all but versions, times of changes, the log and what keeps books. */
const stateOf = (rows: Rows): Record<string, unknown> =>
  Object.fromEntries(
    [...rows].flatMap(([key, row]) => {
      const [prefix = '', id = ''] = key.split('#')
      if (/^(EVENT|TXN|TRASH|CHANGESET|GUARD|RESTORE)$/.test(prefix)) return []
      const owner = OWNERS[prefix as keyof typeof OWNERS]
      if (owner && (!rows.has(`${owner}#${id}`) || isEmpty(row))) return []
      return [[key, withoutTimes(key, row)]]
    }),
  )

const isEmpty = ({ days, logs, redeemed }: Record<string, unknown>): boolean =>
  days === '' || logs === '[]' || (redeemed as unknown[] | undefined)?.length === 0

const withoutTimes = (key: string, row: Record<string, unknown>): unknown => {
  const { version, updatedAt, logsUpdatedAt, createdAt, number, from, ...rest } = row
  if (!key.startsWith('METRIC+LOGS#')) return rest
  return (JSON.parse(String(row.logs)) as unknown[][]).map(([id, value, at, , note]) => [id, value, at, note ?? null])
}

const run = async (seed: number) => {
  const userId = randomUUID()
  const random = randomFrom(seed)
  const made: Made = nothingMade()
  // Ids of one process never go back in time: other tests of this process may have made some of a year to come.
  const newId = monotonicFactory()
  const context = () => contextFor(userId, { newId })
  const undone: { token: string; before: Record<string, unknown> }[] = []
  await addPoints(context(), {
    ...{ amount: 50, source: 'manual', description: 'To begin with', sourceEntityType: null, sourceEntityId: null },
  })
  await beginLife(context(), made)
  for (let step = 0; step < 16; step++) {
    const ctx = context()
    const before = stateOf(await partitionOf(userId))
    const token = undoTokenOf({ requestId: ctx.requestId, since: ctx.now() })
    if (random() < 0.4) await randomCommand(ctx, made.task, random)
    else await randomLifeCommand(ctx, made, random)
    const ref = readUndoToken(token)
    if (ref && (await loadChangeSet(ctx, ref)).length > 0) undone.push({ token, before })
  }
  const types = [...(await partitionOf(userId)).values()].flatMap(({ type, entityType }) =>
    entityType ? [String(type)] : [],
  )
  const problems: string[] = []
  for (const { token, before } of undone.reverse()) {
    await undo(context(), token)
    const rows = await partitionOf(userId)
    expect({ seed, state: stateOf(rows) }).toEqual({ seed, state: before })
    problems.push(...violationsIn(rows).map((problem) => `seed ${seed}: ${problem}`))
  }
  return { problems, undone: undone.length, types }
}

/** What such runs must hold, so that the guarantee means something. */
const SEEN = [
  'task.completed',
  'goal.deleted',
  'transaction.booked',
  'habitlog.completed',
  'metriclog.logged',
  'redemption.created',
]

it('undoing a random run in reverse order gives back the state before each step, and the log still folds to what is stored', async () => {
  let [problems, undone]: [string[], number] = [[], 0]
  const types = new Set<string>()
  for (let seed = 1; seed <= 12; seed++) {
    const found = await run(seed)
    problems = [...problems, ...found.problems]
    undone += found.undone
    for (const type of found.types) types.add(type)
  }
  expect(problems).toEqual([])
  expect(undone).toBeGreaterThan(60)
  expect([...types]).toEqual(expect.arrayContaining(SEEN))
})
