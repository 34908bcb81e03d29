import { createGoal, setCriterion, updateGoal } from '../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../lib/domain/goals/goal.ts'
import { createHabit, updateHabit } from '../../lib/domain/habits/habit.service.ts'
import * as habitLogs from '../../lib/domain/habits/habit-log.service.ts'
import { createSkip, deleteSkip } from '../../lib/domain/habits/habit-skip.service.ts'
import { createSkill, updateSkill } from '../../lib/domain/knowledge/skills/skill.service.ts'
import { mergeIntoDay } from '../../lib/domain/logbook/logbook.service.ts'
import { createMetric } from '../../lib/domain/metrics/metric.service.ts'
import * as metricLogs from '../../lib/domain/metrics/metric-log.service.ts'
import { redeem, refund } from '../../lib/domain/rewards/redemption.service.ts'
import { createReward } from '../../lib/domain/rewards/reward.service.ts'
import { updateTask } from '../../lib/domain/tasks/task.service.ts'
import { deleteEntity, restoreEntity } from '../../lib/domain/trash/trash.service.ts'
import type { Context } from '../../lib/platform/context.ts'

/** Ids of what was made, by kind. */
export type Made = Record<
  'task' | 'goal' | 'habit' | 'metric' | 'metriclog' | 'reward' | 'redemption' | 'skill',
  string[]
>

export const nothingMade = (): Made => ({
  ...{ task: [], goal: [], habit: [], metric: [], metriclog: [], reward: [], redemption: [], skill: [] },
})

/** One of each kind, so that most of what follows has something to be about. */
export const beginLife = async (ctx: Context, made: Made): Promise<void> => {
  made.goal.push((await createGoal(ctx, { title: 'Goal', area: 'Health', priority: 'P2' } as never)).id)
  made.habit.push((await createHabit(ctx, { name: 'Habit', area: 'Health', frequency: 'Daily' } as never)).id)
  made.metric.push((await createMetric(ctx, { name: 'Metric', area: 'Health', unit: 'kg' } as never)).id)
  made.reward.push((await createReward(ctx, { title: 'Reward', pointCost: 5 } as never)).id)
  made.skill.push((await createSkill(ctx, { name: 'Skill', category: 'x' } as never)).id)
}

/** One random thing that a person may do to anything but tasks alone (task-commands.ts). Refusals are ordinary. */
export const randomLifeCommand = async (ctx: Context, made: Made, random: () => number): Promise<void> => {
  const any = (kind: keyof Made) => made[kind][Math.floor(random() * made[kind].length)] ?? 'none'
  const keep = async (kind: keyof Made, entity: Promise<{ id: string }>) => made[kind].push((await entity).id)
  const date = () => new Date(Date.now() - Math.floor(random() * 5) * 86_400_000).toISOString().slice(0, 10)
  const commands: (() => Promise<unknown>)[] = [
    () => keep('goal', createGoal(ctx, { title: `Goal ${random()}`, area: 'Health', priority: 'P2' } as never)),
    () => keep('habit', createHabit(ctx, { name: `Habit ${random()}`, area: 'Health', frequency: 'Daily' } as never)),
    () => keep('metric', createMetric(ctx, { name: `Metric ${random()}`, area: 'Health', unit: 'kg' } as never)),
    () => keep('reward', createReward(ctx, { title: `Reward ${random()}`, pointCost: 5 } as never)),
    () => keep('skill', createSkill(ctx, { name: `Skill ${random()}`, category: 'x' } as never)),
    () => updateGoal(ctx, any('goal'), { parentGoalId: any('goal') }),
    () => updateGoal(ctx, any('goal'), { successCriteria: [{ text: `c${random()}` }] } as never),
    () => setCriterion(ctx, any('goal'), 'none', { isCompleted: true } as never),
    () => updateTask(ctx, any('task'), { goalIds: [any('goal')] }),
    () => updateHabit(ctx, any('habit'), { goalIds: [any('goal')] }),
    () => habitLogs.logDay(ctx, any('habit'), { date: date(), amount: Math.floor(random() * 9) } as never),
    () => habitLogs.logDay(ctx, any('habit'), { date: date() } as never),
    () => habitLogs.updateLog(ctx, any('habit'), date(), { amount: 3 }),
    () => habitLogs.deleteLog(ctx, any('habit'), date()),
    () => createSkip(ctx, any('habit'), { date: date(), type: 'skip' } as never),
    () => deleteSkip(ctx, any('habit'), date()),
    () => keep('metriclog', metricLogs.createLog(ctx, any('metric'), { value: random() * 100 } as never)),
    () =>
      keep(
        'metriclog',
        metricLogs.createLog(ctx, any('metric'), { value: 7, loggedAt: `${date()}T08:00:00.000Z` } as never),
      ),
    () => metricLogs.updateLog(ctx, any('metric'), any('metriclog'), { value: 1 }),
    () => metricLogs.deleteLog(ctx, any('metric'), any('metriclog')),
    () => keep('redemption', redeem(ctx, any('reward'), { notes: null } as never)),
    () => refund(ctx, any('reward'), any('redemption')),
    () => updateSkill(ctx, any('skill'), { prerequisites: [any('skill')] }),
    () => mergeIntoDay(ctx, { date: date(), notes: `n${random()}`, taskIds: [any('task')] } as never),
    () => deleteEntity(ctx, GOAL, any('goal')),
    () => restoreEntity(ctx, 'goal', any('goal')),
  ]
  const command = commands[Math.floor(random() * commands.length)] as () => Promise<unknown>
  try {
    await command()
  } catch (error) {
    if (![400, 404, 409].includes((error as { status?: number }).status ?? 0)) throw error
  }
}
