import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakdownOf } from '../../../lib/domain/ai/core/breakdown.ts'
import { categorize } from '../../../lib/domain/ai/core/category.ts'
import { CATEGORY_WORDS } from '../../../lib/domain/ai/core/category-words.ts'
import { dependenciesOf } from '../../../lib/domain/ai/core/dependencies.ts'
import { effortOf } from '../../../lib/domain/ai/core/effort.ts'
import { likeness, rootSet } from '../../../lib/domain/ai/core/likeness.ts'
import { priorityAdvice } from '../../../lib/domain/ai/core/priority.ts'
import type { Task } from '../../../lib/domain/tasks/task.schema.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { type Priority, SUB_CATEGORIES } from '../../../lib/domain/vocabulary.ts'

const now = Date.parse('2026-03-11T14:00:00Z')
const moment = { now, zone: 'UTC' }
const today = '2026-03-11'
const task = (fields: Partial<Task>): Task => ({
  ...(TASK.defaults as Task),
  id: 't',
  area: 'Operations',
  title: 'A task',
  ...fields,
})

const done = (title: string, actualMinutes: number | null, fields: Partial<Task> = {}) =>
  task({ id: title + actualMinutes, title, actualMinutes, ...fields })

describe('effort', () => {
  const history = [
    done('Write weekly report', 50),
    done('Write the report for Ana', 70),
    done('Report for the board', 60),
    done('Buy milk', 10),
  ]

  test('is the median of what tasks alike took, with the quartiles', () => {
    const found = effortOf({ title: 'Write report', description: null, task: null, done: history })
    expect(found).toMatchObject({ estimatedSize: 60, low: 55, high: 65 })
    expect(found.comparisons).toHaveLength(3)
  })

  test('tasks of the same series count whatever they are called', () => {
    const series = [done('Old name', 25, { seriesId: 's' }), done('Another', 35, { seriesId: 's' })]
    const found = effortOf({
      title: 'Groceries',
      description: null,
      task: { size: null, area: 'Operations', seriesId: 's' },
      done: [...history, ...series],
    })
    expect(found.estimatedSize).toBe(30)
  })

  test('without such tasks it is what the text says, times how wrong the person usually is', () => {
    const slow = [done('One', 60, { size: 30 }), done('Two', 40, { size: 20 }), done('Three', 20, { size: 10 })]
    expect(effortOf({ title: 'Paint fence 30m', description: null, task: null, done: slow }).estimatedSize).toBe(60)
    expect(effortOf({ title: 'Paint fence 30m', description: null, task: null, done: [] })).toMatchObject({
      estimatedSize: 30,
      confidence: 0.5,
    })
    expect(effortOf({ title: 'Paint fence', description: null, task: null, done: [] })).toMatchObject({
      estimatedSize: 30,
      comparisons: [],
    })
  })

  test('lies within its interval and the shortest and longest such task', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 15 }), (minutes) => {
        const found = effortOf({
          title: 'Write report',
          description: null,
          task: null,
          done: minutes.map((m) => done('Write report', m)),
        })
        expect(found.low).toBeLessThanOrEqual(found.estimatedSize)
        expect(found.estimatedSize).toBeLessThanOrEqual(found.high)
        expect(found.estimatedSize).toBeGreaterThanOrEqual(Math.min(...minutes))
        expect(found.estimatedSize).toBeLessThanOrEqual(Math.max(...minutes))
      }),
    )
  })
})

describe('priority', () => {
  const facts = { blockers: [], goals: [], projects: [], others: [] }
  const goal = { title: 'Run a marathon', priority: 'P1' as Priority, status: 'Active' }
  const order = ['P1', 'P2', 'P3', 'P4']

  test('an overdue task of a P1 goal is P1, one without date or goal is P4', () => {
    expect(priorityAdvice({ ...facts, task: task({ dueDate: '2026-03-09' }), goals: [goal] }, moment)).toMatchObject({
      recommendedPriority: 'P1',
      urgencyScore: 10,
      factors: ['Overdue by 2 days', 'Serves the P1 goal "Run a marathon"'],
    })
    expect(priorityAdvice({ ...facts, task: task({ priority: 'P4' }) }, moment).recommendedPriority).toBe('P4')
  })

  test('nearer due days, more tasks that wait and better goals never lower it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('P1' as const, 'P3' as const),
        (days, later, waiting, priority) => {
          const others = Array.from({ length: waiting }, (_, i) => ({ ...task({ id: `w${i}`, dependsOnIds: ['t'] }) }))
          const advise = (due: number, more: typeof others, goals: (typeof goal)[]) =>
            priorityAdvice({ ...facts, task: task({ dueDate: addDays(today, due) }), others: more, goals }, moment)
          const base = advise(days, others, [{ ...goal, priority }])
          const weaker = [
            advise(days + later, others, [{ ...goal, priority }]),
            advise(days, others.slice(1), [{ ...goal, priority }]),
            advise(days, others, []),
          ]
          for (const one of weaker)
            expect(order.indexOf(one.recommendedPriority)).toBeGreaterThanOrEqual(
              order.indexOf(base.recommendedPriority),
            )
          for (const score of [base.urgencyScore, base.impactScore]) expect(score >= 0 && score <= 10).toBe(true)
        },
      ),
    )
  })

  test('what waits for it lends its due day', () => {
    const others = [task({ id: 'w', dueDate: '2026-03-12', dependsOnIds: ['t'] })]
    expect(priorityAdvice({ ...facts, task: task({}), others }, moment).factors).toContain(
      'A task that is due soon waits for it',
    )
  })
})

describe('category', () => {
  test.each([
    ['Morning run in the park', 'Health', 'Exercise'],
    ['Call mom about sunday', 'Love', 'Family'],
    ['Pay the mortgage', 'Wealth', 'Debt'],
    ['Prepare slides for client meeting', 'Day Job', 'Performance'],
    ['Vacuuming and laundry', 'Operations', 'Organization'],
  ])('%s belongs to %s, %s', (text, area, subCategory) =>
    expect(categorize(text, [])).toMatchObject({ area, subCategory }),
  )

  test('the person’s own tasks outvote the words', () => {
    const own = Array.from({ length: 3 }, () => ({
      title: 'Piano lesson',
      area: 'Day Job' as const,
      subCategory: 'Skills' as const,
    }))
    expect(categorize('Practice piano', own)).toMatchObject({ area: 'Day Job', subCategory: 'Skills' })
    expect(categorize('Practice piano', [])).toMatchObject({ area: 'Happiness', subCategory: 'Joy' })
  })

  test('words belong to sub-categories of their area, and no word says nothing', () => {
    for (const [area, subCategory] of CATEGORY_WORDS) expect(SUB_CATEGORIES[area]).toContain(subCategory)
    expect(categorize('Xyzzy', [])).toMatchObject({ area: 'Operations', confidence: 0.2 })
  })
})

describe('dependencies', () => {
  const find = (title: string, candidates: Partial<Task>[], description: string | null = null, own = task({ title })) =>
    dependenciesOf({
      title,
      description,
      task: own,
      candidates: candidates.map((one, i) => task({ id: `c${i}`, ...one })),
    }).map(({ taskId }) => taskId)

  test('an earlier stage of the same thing comes first, a later one or another thing does not', () => {
    expect(
      find('Send quarterly report', [
        { title: 'Write quarterly report' },
        { title: 'Archive quarterly report' },
        { title: 'Write novel' },
      ]),
    ).toEqual(['c0'])
  })

  test('what the text names comes first', () => {
    expect(
      find(
        'Paint the fence',
        [{ title: 'Sand the fence' }, { title: 'Mow the lawn' }],
        'Only after sanding the fence is over',
      ),
    ).toEqual(['c0'])
    expect(find('Move in once the lease is signed', [{ title: 'Sign the lease' }])).toEqual(['c0'])
  })

  test('neither known dependencies nor tasks that wait for this one are suggested', () => {
    const candidates = [
      { title: 'Write report', dependsOnIds: ['x'] },
      { id: 'x', title: 'Draft report', dependsOnIds: ['t'] },
    ]
    expect(find('Send report', candidates)).toEqual([])
    expect(
      find('Send report', [{ title: 'Write report' }], null, task({ title: 'Send report', dependsOnIds: ['c0'] })),
    ).toEqual([])
  })
})

describe('breakdown', () => {
  test('steps that are listed are kept, word for word', () => {
    const { steps } = breakdownOf(
      task({ title: 'Trip', description: 'To do:\n- book flights\n* [ ] pack bags\n3) water plants', size: 60 }),
    )
    expect(steps).toEqual([
      { title: 'book flights', size: 20 },
      { title: 'pack bags', size: 20 },
      { title: 'water plants', size: 20 },
    ])
  })

  test('several things become several steps only where each is one', () => {
    expect(breakdownOf(task({ title: 'Buy milk, call Ana and fix the bike' })).steps.map(({ title }) => title)).toEqual(
      ['Buy milk', 'Call Ana', 'Fix the bike'],
    )
    expect(breakdownOf(task({ title: 'Research bread and butter' })).steps.length).toBeGreaterThan(2)
  })

  test('whatever the title, there are steps with titles', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 500 }),
        fc.option(fc.string({ maxLength: 300 })),
        (title, description) => {
          const { steps } = breakdownOf(task({ title, description }))
          expect(steps.length).toBeGreaterThanOrEqual(2)
          expect(steps.every((step) => step.title.length > 0 && step.title.length <= 500)).toBe(true)
        },
      ),
    )
  })
})

test.each([
  ['meeting', 'meetings'],
  ['write', 'writing'],
  ['plan', 'planning', 'planned'],
  ['category', 'categories'],
  ['prepare', 'preparation'],
])('words of one root count as one: %s, %s', (...words) => {
  expect(rootSet(words.join(' ')).size).toBe(1)
})

test('likeness is 1 for the same words in any form and 0 without common ones', () => {
  expect(likeness(rootSet('Writing reports'), rootSet('write the report'))).toBe(1)
  expect(likeness(rootSet('Buy milk'), rootSet('write report'))).toBe(0)
  expect(likeness(new Set(), new Set())).toBe(0)
})
