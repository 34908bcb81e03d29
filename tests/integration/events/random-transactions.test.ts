import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { LOGBOOK } from '../../../lib/domain/logbook/logbook.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { type Change, create, remove, restore, update } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { type Entity, type Kind, skOf } from '../../../lib/platform/events/kind.ts'
import { load } from '../../../lib/platform/events/mutate.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

type Known = { kind: Kind<Entity>; entity: Entity; trashed: boolean }

/** Tasks lie under their id and depend on each other; logbook entries lie under one of few days and change places. */
const KINDS: Kind<Entity>[] = [TASK, LOGBOOK]
const DAYS = ['2030-01-01', '2030-01-02', '2030-01-03']

const run = async (seed: number): Promise<{ problems: string[]; committed: number; refused: number }> => {
  const ctx = contextFor(randomUUID())
  const random = randomFrom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  let known: Known[] = []
  const fieldsFor = (kind: Kind<Entity>): object => {
    const tasks = known.filter((one) => one.kind.name === 'task' && !one.trashed).map(({ entity }) => entity.id)
    if (kind.name === 'logbook')
      return { date: pick(DAYS), notes: `n${random()}`, taskIds: random() < 0.5 ? [] : tasks.slice(0, 1) }
    return { title: `t${random()}`, dependsOnIds: random() < 0.5 ? [] : tasks.slice(-1) }
  }
  const changeOf = (at: number): { change: Change | null; next: Known } => {
    const kind = pick(KINDS)
    const one = random() < 0.75 ? pick(known) : undefined
    if (!one) {
      const fields = { ...kind.defaults, ...fieldsFor(kind), id: ctx.newId(at), userId: ctx.userId }
      const change = create(kind, fields, at)
      return { change, next: { kind, entity: change.after, trashed: false } }
    }
    const change = one.trashed
      ? restore(one.kind, one.entity, {}, at)
      : random() < 0.3
        ? remove(one.kind, one.entity, at)
        : update(one.kind, one.entity, fieldsFor(one.kind) as Partial<Entity>, at)
    return { change, next: { ...one, entity: change?.after ?? one.entity, trashed: change?.action === 'delete' } }
  }
  const outcome = { problems: [] as string[], committed: 0, refused: 0 }
  for (let step = 0, at = Date.now(); step < 12; step++) {
    at += 10
    const decided = Array.from({ length: 1 + Math.floor(random() * 4) }, () => changeOf(at))
    const changes = decided.flatMap(({ change }) => change ?? [])
    try {
      await commit(ctx, { changes, result: null })
      for (const { next } of decided) known = [...known.filter(({ entity }) => entity.id !== next.entity.id), next]
      outcome.committed += 1
    } catch {
      outcome.refused += 1
    }
  }
  const problems = violationsIn(await partitionOf(ctx.userId))
  for (const { kind, entity, trashed } of known) {
    if (trashed) continue
    const found = await load(ctx, kind, entity.id, { consistent: true }).catch(() => null)
    if (found?.version !== entity.version) problems.push(`${skOf(kind, entity)} is not as it was committed`)
  }
  return { ...outcome, problems: problems.map((problem) => `seed ${seed}: ${problem}`) }
}

it('a random transaction throws and changes nothing, or the log folds to what is stored', async () => {
  const runs = await Promise.all(Array.from({ length: 40 }, (_, i) => run(i + 1)))
  expect(runs.flatMap(({ problems }) => problems)).toEqual([])
  expect(runs.reduce((sum, { committed }) => sum + committed, 0)).toBeGreaterThan(100)
  expect(runs.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(50)
})
