import { expect, it, vi } from 'vitest'
import { handler as archive } from '../../../functions/event-archive/handler.ts'
import { handler as projections } from '../../../functions/projections/handler.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import { blankOf } from '../../../lib/domain/entity-fields.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { linkToGoal } from '../../../lib/domain/goals/goal-link.service.ts'
import { linkedTo } from '../../../lib/domain/links/link.service.ts'
import { impactOf } from '../../../lib/domain/search/impact.service.ts'
import { search } from '../../../lib/domain/search/search.service.ts'
import { deleteEntity, listTrash, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { create, update } from '../../../lib/platform/events/change.ts'
import { load, mutate, untilCommitted } from '../../../lib/platform/events/mutate.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { MEMO, type Memo, memoFields } from './memo.ts'

vi.mock('../../../lib/domain/kinds/kinds.ts', async (original) => {
  const { KINDS } = await original<typeof import('../../../lib/domain/kinds/kinds.ts')>()
  const { MEMO } = await import('./memo.ts')
  return { KINDS: [...KINDS, MEMO] }
})

const userId = newUserId()
const ctx = () => contextFor(userId)

const write = (own: Pick<Memo, 'title' | 'text'>): Promise<Memo> =>
  untilCommitted(ctx(), async () => {
    const change = create(MEMO, { ...blankOf(memoFields), ...own, id: ctx().newId(), userId }, Date.now())
    return { changes: [change], result: change.after }
  })

const found = async (q: string) =>
  (await search(ctx(), { q, limit: 10 })).results.map(({ entityType, title }) => `${entityType} ${title}`)

it('a kind on the list is linked, counted, found, deleted, restored and replayed without a word elsewhere', async () => {
  const stream = await tailStream()
  const streamed = async () => {
    const records = await stream.all(userId)
    expect(await deliverTo(projections, records)).toEqual([])
    return records
  }
  const goal = await createGoal(ctx(), { title: 'Publish', area: 'Happiness', timeHorizon: 'Monthly' })
  const memo = await write({ title: 'Chapter one', text: 'A marmalade sky' })
  await linkToGoal(ctx(), MEMO, memo.id, goal.id)
  await mutate(ctx(), MEMO, memo.id, (before, at) => {
    const change = update<Memo>(MEMO, before, { title: 'First chapter' }, at)
    return change && { changes: [change], result: change.after }
  })
  expect(await linkedTo(ctx(), MEMO, { kind: 'goal', id: goal.id })).toMatchObject([{ id: memo.id }])
  expect(await impactOf(ctx(), 'goal', goal.id)).toMatchObject({
    linkedFrom: [{ entityType: 'memo', id: memo.id, title: 'First chapter', field: 'goalIds' }],
  })

  await streamed()
  expect(await found('marmalade')).toEqual(['memo First chapter'])

  await deleteEntity(ctx(), MEMO, memo.id)
  expect((await listTrash(ctx(), {})).data).toMatchObject([{ entityType: 'memo', title: 'First chapter' }])
  await streamed()
  expect(await found('marmalade')).toEqual([])

  await restoreEntity(ctx(), 'memo', memo.id)
  expect(await load(ctx(), MEMO, memo.id)).toMatchObject({ title: 'First chapter', goalIds: [goal.id], version: 5 })

  // Its target goes and comes back: the link with it.
  await deleteEntity(ctx(), GOAL, goal.id)
  expect((await load(ctx(), MEMO, memo.id)).goalIds).toEqual([])
  await restoreEntity(ctx(), 'goal', goal.id)
  expect((await load(ctx(), MEMO, memo.id)).goalIds).toEqual([goal.id])

  const records = await streamed()
  const events = records.filter(({ dynamodb }) => dynamodb?.Keys?.SK?.S?.startsWith('EVENT#'))
  expect(await deliverTo(archive, events)).toEqual([])
  const query = { userId, source: 'both', now: Date.now(), deadline: Date.now() + AMPLE_MS } as const
  const { built, drift } = await replay(s3Archive(), query)
  expect(drift).toEqual([])
  expect(built.map(({ kind, deleted }) => [kind.name, deleted]).sort()).toEqual([
    ['goal', false],
    ['memo', false],
  ])
})
