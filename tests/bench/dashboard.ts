import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Context } from 'aws-lambda'
import { handler } from '../../functions/dashboard/handler.ts'
import { createGoal } from '../../lib/domain/goals/goal.service.ts'
import { createHabit } from '../../lib/domain/habits/habit.service.ts'
import { createMetric } from '../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../lib/domain/metrics/metric-log.service.ts'
import { createTask } from '../../lib/domain/tasks/task.service.ts'
import { documentClient, tableName } from '../../lib/platform/table/client.ts'
import { LAST, userPk } from '../../lib/platform/table/keys.ts'
import { signUp } from '../support/cloud.ts'
import { contextFor } from '../support/context.ts'
import { eventOf } from '../support/invoke.ts'
import { progress, ratioOf } from './measure.ts'
import type { RequestFigure } from './requests.ts'

const LOGS = 5_000

/** The dashboard of 500 tasks, 50 goals, 30 habits and 30 metrics with 5,000 logs, against its eight bare queries. */
export const measureDashboard = async (): Promise<RequestFigure> => {
  const { accessToken: token, userId } = await signUp()
  await fill(userId)
  const client = documentClient()
  const query = (from: string, to: string, more: object = {}) =>
    client.send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': userPk(userId), ':from': from, ':to': to },
        Limit: 1_000,
        ...more,
      }),
    )
  const bare = () =>
    Promise.all([
      query('TASK#', `TASK#${LAST}`),
      query('GOAL#', `GOAL#${LAST}`),
      query('PROFILE', `PROJECT#${LAST}`),
      query('HABIT#', `HABIT#${LAST}`),
      query('METRIC#', `METRIC+LOGS#${LAST}`),
      query('LOGBOOK#', `LOGBOOK#${LAST}`),
      query('REWARD#', `REWARD+REDEMPTIONS#${LAST}`),
      query('TXN#', 'WALLET', { ScanIndexForward: false, Limit: 101 }),
    ])
  const event = () => eventOf('GET', '/growth-system/dashboard', { token })
  progress('dashboard')
  const whole = () => handler(event(), { getRemainingTimeInMillis: () => 10_000 } as Context)
  return { name: 'dashboard, 610 rows', ...(await ratioOf(bare, whole, 100)) }
}

const fill = async (userId: string): Promise<void> => {
  const ctx = () => contextFor(userId, { deadline: Date.now() + 60_000 })
  progress('filling a dashboard')
  const goals = await inTurns(50, (i) =>
    createGoal(ctx(), { title: `Goal ${i}`, area: 'Wealth', timeHorizon: 'Monthly', successCriteria: [] }),
  )
  const linked = (i: number) => ({ area: 'Health' as const, goalIds: [goals[i % 50]?.id ?? ''] })
  await inTurns(500, (i) => createTask(ctx(), { ...linked(i), title: `Task ${i}`, notes: 'x'.repeat(150) }))
  await inTurns(30, (i) =>
    createHabit(ctx(), { ...linked(i), name: `Habit ${i}`, habitType: 'Build', frequency: 'Daily' }),
  )
  const metrics = await inTurns(30, (i) =>
    createMetric(ctx(), { ...linked(i), name: `Metric ${i}`, unit: 'count', direction: 'Higher' }),
  )
  const now = Date.now()
  const log = (i: number, j: number) =>
    createLog(ctx(), metrics[i]?.id ?? '', { value: j, loggedAt: new Date(now - j * 8.64e7).toISOString() })
  await inTurns(30, async (i) => {
    for (let j = Math.ceil(LOGS / 30); j > 0; j--) await log(i, j)
  })
}

/** Ten at a time. */
const inTurns = async <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> => {
  const made: T[] = []
  for (let i = 0; i < count; i += 10)
    made.push(...(await Promise.all(Array.from({ length: Math.min(10, count - i) }, (_, j) => make(i + j)))))
  return made
}
