import { createGoal, setCriterion } from '../../lib/domain/goals/goal.service.ts'
import type { CreateGoal } from '../../lib/domain/goals/goal-input.schema.ts'
import { addDays } from '../../lib/domain/time/dates.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'
import { areaIdOf } from './vault/areas.ts'

/** The goals of the demo account, parents before their children. Their criteria are completed one after the other. */
const GOALS: readonly (CreateGoal & {
  parent?: string
  until: number
  criteria: readonly string[]
  reached: number
})[] = [
  {
    ...{ title: 'Run a half marathon', area: 'Health', subCategory: 'Exercise', timeHorizon: 'Yearly', priority: 'P1' },
    ...{ status: 'On Track', until: 400, description: 'Under two hours, without an injury.', reached: 3 },
    criteria: ['Run 5 km without a pause', 'Run 10 km', 'Run 15 km', 'Run 21 km in under two hours'],
  },
  {
    ...{ title: 'Train three times a week', area: 'Health', subCategory: 'Exercise', timeHorizon: 'Quarterly' },
    ...{ status: 'Active', priority: 'P2', until: 380, parent: 'Run a half marathon', reached: 1 },
    criteria: ['Four weeks in a row', 'Twelve weeks in a row'],
  },
  {
    ...{ title: 'Six months of expenses saved', area: 'Wealth', subCategory: 'Net Worth', timeHorizon: 'Yearly' },
    ...{ status: 'On Track', priority: 'P2', until: 420, reached: 2 },
    criteria: ['8,000 saved', '12,000 saved', '15,000 saved'],
  },
  {
    ...{
      title: 'Lead a project at work',
      area: 'Day Job',
      subCategory: 'Career',
      timeHorizon: 'Yearly',
      priority: 'P2',
    },
    ...{ status: 'Active', until: 390, reached: 2 },
    criteria: ['Write the proposal', 'Get it approved', 'Deliver the first version'],
  },
  {
    ...{ title: 'Play the first prelude by heart', area: 'Happiness', subCategory: 'Joy', timeHorizon: 'Quarterly' },
    ...{ status: 'Planning', priority: 'P3', until: 430, reached: 0 },
    criteria: ['First page', 'Second page'],
  },
]

export const goalSteps = (story: Story): Lane => GOALS.flatMap((goal) => createStep(story, goal))

const createStep = (story: Story, goal: (typeof GOALS)[number]): Step[] => {
  const { parent, until, criteria, reached: _reached, ...body } = goal
  const first = story.days[0] ?? ''
  return [
    {
      at: story.at(first, 6),
      run: async (ctx) => {
        const parentGoalId = parent ? { parentGoalId: madeId(story, parent) } : {}
        const successCriteria = criteria.map((description) => ({ description }))
        const made = await createGoal(ctx, {
          ...body,
          ...parentGoalId,
          areaId: areaIdOf(story, body.area),
          successCriteria,
          targetDate: addDays(first, until),
        })
        story.made.set(body.title, made.id)
        for (const { description, id } of made.successCriteria) story.made.set(description, id)
      },
    },
  ]
}

/** Criteria that are reached, spread over the year. */
export const criterionLane = (story: Story): Lane =>
  GOALS.flatMap(({ title, criteria, reached }) =>
    criteria.slice(0, reached).map((description, i): Step => {
      const day = story.days[Math.floor(((i + 1) * story.days.length) / (reached + 1))] ?? ''
      return {
        at: story.at(day, 19),
        run: (ctx) => setCriterion(ctx, madeId(story, title), madeId(story, description), { isCompleted: true }),
      }
    }),
  )
