import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, withoutDuplicateReports } from '../../../lib/domain/goals/activity.ts'
import { newlyCompleted, newTargets, replaceCriteria } from '../../../lib/domain/goals/criteria.ts'
import type { SuccessCriterion } from '../../../lib/domain/goals/goal.fields.ts'
import { changeGoal, newGoal } from '../../../lib/domain/goals/goal.ts'
import type { CriterionInput } from '../../../lib/domain/goals/goal-input.schema.ts'

const AT = Date.UTC(2026, 0, 2)
const iso = (ms: number) => new Date(ms).toISOString()
const making = () => {
  let n = 0
  return { at: AT, newId: () => `new-${n++}` }
}

const instant = fc.integer({ min: AT - 1e9, max: AT }).map(iso)
const input = (id: fc.Arbitrary<string | null | undefined>): fc.Arbitrary<CriterionInput> =>
  fc.record(
    {
      id,
      description: fc.string({ minLength: 1 }),
      isCompleted: fc.boolean(),
      completedAt: fc.option(instant),
      unit: fc.option(fc.string({ minLength: 1 })),
      linkedTaskId: fc.option(fc.constantFrom('t1', 't2')),
      linkedMetricId: fc.option(fc.constantFrom('m1', 'm2')),
    },
    { requiredKeys: ['description'] },
  ) as fc.Arbitrary<CriterionInput>
const fresh = fc.array(input(fc.constant(undefined)), { maxLength: 6 })

describe('a list of criteria', () => {
  it('is what was sent, in its order, and of known ones what they had where nothing was sent', () => {
    const ids = ['new-0', 'new-1', 'client-1', 'client-2']
    const named = fc.tuple(fc.constantFrom(...ids), input(fc.constant(undefined)))
    const next = fc
      .uniqueArray(named, { selector: ([id]) => id, maxLength: 4 })
      .map((list) => list.map(([id, one]) => ({ ...one, id })))
    fc.assert(
      fc.property(fresh, next, (first, second) => {
        const before = replaceCriteria([], first, making())
        const after = replaceCriteria(before, second, making())
        expect(after.map(({ id }) => id)).toEqual(second.map(({ id }) => id))
        expect(after.map(({ order }) => order)).toEqual(second.map((_, i) => i))
        for (const [i, one] of after.entries()) {
          const [sent, known] = [second[i] as CriterionInput, before.find(({ id }) => id === one.id)]
          for (const field of ['unit', 'linkedTaskId', 'linkedMetricId'] as const)
            expect(one[field]).toBe(sent[field] === undefined ? (known?.[field] ?? null) : sent[field])
          expect(one.isCompleted).toBe(sent.isCompleted ?? known?.isCompleted ?? false)
          expect(one.completedAt !== null).toBe(one.isCompleted)
        }
      }),
    )
  })

  it('names as new what is linked and was not, and as completed what is and was not', () => {
    fc.assert(
      fc.property(fresh, fresh, (first, second) => {
        const before = replaceCriteria([], first, making())
        const after = replaceCriteria(before, second, { at: AT, newId: making().newId })
        const linksIn = (list: SuccessCriterion[]) =>
          new Set(list.flatMap(({ linkedTaskId, linkedMetricId }) => [linkedTaskId, linkedMetricId]))
        const found = new Set(newTargets(before, after).map(({ id }) => id))
        expect(found).toEqual(new Set([...linksIn(after)].filter((id) => id && !linksIn(before).has(id))))
        const done = (list: SuccessCriterion[], id: string) => list.some((one) => one.id === id && one.isCompleted)
        expect(newlyCompleted(before, after).map(({ id }) => id)).toEqual(
          after.map(({ id }) => id).filter((id) => done(after, id) && !done(before, id)),
        )
      }),
    )
  })
})

describe('a goal', () => {
  const body = { title: 'Run', area: 'Health', timeHorizon: 'Daily' } as const
  const goal = newGoal('u', 'g', { ...body, successCriteria: [{ description: 'One' }] }, making()).after

  it('is untouched by a patch that says what is so already', () => {
    expect(changeGoal(goal, { ...body, successCriteria: goal.successCriteria }, making())).toBeNull()
  })

  it('is active when its status changes or a criterion is completed, and not when it is only renamed', () => {
    const at = AT + 5_000
    const change = (patch: Parameters<typeof changeGoal>[1]) => changeGoal(goal, patch, { ...making(), at })
    expect(change({ title: 'Walk' })).toMatchObject({ type: 'goal.updated', after: { lastActivityAt: null } })
    expect(change({ status: 'Active' })).toMatchObject({
      type: 'goal.status_changed',
      after: { lastActivityAt: iso(at) },
    })
    const [one] = goal.successCriteria
    expect(change({ successCriteria: [{ ...(one as SuccessCriterion), isCompleted: true }] })).toMatchObject({
      type: 'goal.criterion_completed',
      after: { lastActivityAt: iso(at) },
    })
    const named = iso(AT - 1)
    expect(change({ status: 'Active', lastActivityAt: named })?.after.lastActivityAt).toBe(named)
  })

  it('has the time of its achievement while it is achieved', () => {
    const done = changeGoal(goal, { status: 'Achieved', completedDate: '2026-01-01' }, making())?.after
    expect(done?.completedDate).toBe('2026-01-01')
    expect(done && changeGoal(done, { status: 'Active' }, making())?.after.completedDate).toBeNull()
    expect(changeGoal(goal, { completedDate: '2026-01-01' }, making())).toBeNull()
  })

  it('is not its own parent', () => {
    expect(() => changeGoal(goal, { parentGoalId: 'g' }, making())).toThrow(/not valid/)
  })
})

describe('reports of completed criteria', () => {
  const entry = (posted: boolean, at: number, type: Entry['type'] = 'criterion_completed') =>
    ({ type, posted, createdAt: iso(AT + at) }) as Entry

  it('stand for the completion shortly before each, and for no other', () => {
    const kept = (entries: Entry[]) => {
      const isNew = withoutDuplicateReports()
      return entries.map(isNew)
    }
    expect(kept([entry(true, 5), entry(false, 0)])).toEqual([true, false])
    expect(kept([entry(true, 5), entry(false, 2), entry(false, 0)])).toEqual([true, false, true])
    expect(kept([entry(true, 60_001), entry(false, 0)])).toEqual([true, true])
    expect(kept([entry(true, 5, 'note_added'), entry(false, 0)])).toEqual([true, true])
    expect(kept([entry(false, 5), entry(true, 0)])).toEqual([true, true])
  })
})
