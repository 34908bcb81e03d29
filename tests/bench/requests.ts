import { randomUUID } from 'node:crypto'
import { BatchWriteCommand, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Context as LambdaContext } from 'aws-lambda'
import { handler } from '../../functions/tasks/handler.ts'
import { listTasks } from '../../lib/domain/tasks/task.list.ts'
import { createTask } from '../../lib/domain/tasks/task.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { metered } from '../../lib/platform/log/meter.ts'
import { documentClient, tableName } from '../../lib/platform/table/client.ts'
import { LAST, userPk } from '../../lib/platform/table/keys.ts'
import { signUp } from '../support/cloud.ts'
import { contextFor } from '../support/context.ts'
import { eventOf, invoke, type Request } from '../support/invoke.ts'
import { median, progress, ratioOf } from './measure.ts'

export type RequestFigure = { name: string; ratio: number; baseMs: number; workMs: number }

const body = { title: 'Water the plants', area: 'Health', notes: 'The ones in the hall too', size: 10 }

/** The handler alone, as Lambda calls it: reading its answer is the caller's time. */
const call = (method: string, path: string, request: Request) =>
  handler(eventOf(method, path, request), { getRemainingTimeInMillis: () => 10_000 } as LambdaContext)

/** Whole requests (token, parsing, rules, answer) against the bare calls to the table that they make. */
export const measureRequests = async (): Promise<RequestFigure[]> => {
  const { accessToken: token, userId } = await signUp()
  const made = await invoke(handler, 'POST', '/tasks', { token, body })
  const id = made.data.id as string
  for (let i = 0; i < 60; i++) await createTask(contextFor(userId), { title: `Task ${i}`, area: 'Health' })
  const client = documentClient()
  const TableName = tableName()
  const bareGet = () => client.send(new GetCommand({ TableName, Key: { PK: userPk(userId), SK: `TASK#${id}` } }))
  const bareCounter = () => client.send(new GetCommand({ TableName, Key: { PK: userPk(userId), SK: 'COUNTERS' } }))
  const bareQuery = () =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': userPk(userId), ':from': 'TASK#', ':to': `TASK#${LAST}` },
        Limit: 51,
      }),
    )
  const item = () => ({ PK: userPk(randomUUID()), SK: `TASK#${newUlid()}`, ...made.data })
  const bareCreate = () =>
    client.send(
      new TransactWriteCommand({
        TransactItems: [item(), item()].map((Item) => ({
          Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' },
        })),
      }),
    )
  const cases = [
    ['read a task', bareGet, () => call('GET', `/tasks/${id}`, { token })],
    ['create a task', bareCreate, () => call('POST', '/tasks', { token, body })],
    [
      'list 50 tasks',
      () => Promise.all([bareQuery(), bareCounter()]),
      () => call('GET', '/tasks', { token, query: { pageSize: '50' } }),
    ],
  ] as const
  const figures: RequestFigure[] = []
  for (const [name, bare, whole] of cases) {
    progress(name)
    figures.push({ name, ...(await ratioOf(bare, whole, 300)) })
  }
  return figures
}

/** `roundTrips`: one after the other; calls that are under way together are one. */
export type PageFigure = { rows: number; readUnits: number; calls: number; roundTrips: number; ms: number }

/** The first page of 50 out of few tasks and out of many; the times are medians of interleaved runs. */
export const measurePages = async (sizes: number[]): Promise<PageFigure[]> => {
  const people: { rows: number; ctx: Context; times: number[] }[] = []
  for (const rows of sizes) {
    const userId = await personWith(rows)
    people.push({ rows, ctx: contextFor(userId, { deadline: Date.now() + 600_000 }), times: [] })
  }
  progress('reading pages')
  for (let i = 0; i < 200; i++) {
    for (const { ctx, times } of people) {
      const started = performance.now()
      await listTasks(ctx, { pageSize: 50 })
      if (i >= 20) times.push(performance.now() - started)
    }
  }
  const figures: PageFigure[] = []
  for (const { rows, ctx, times } of people) figures.push({ rows, ms: median(times), ...(await costOfPage(ctx)) })
  return figures
}

const costOfPage = async (ctx: Context): Promise<Pick<PageFigure, 'calls' | 'roundTrips' | 'readUnits'>> => {
  let [underWay, roundTrips] = [0, 0]
  const { middlewareStack } = documentClient()
  middlewareStack.add(
    (next) => async (args) => {
      if (underWay++ === 0) roundTrips += 1
      try {
        return await next(args)
      } finally {
        underWay -= 1
      }
    },
    { step: 'initialize', name: 'round trips' },
  )
  const { calls, readUnits } = await metered(async (usage) => {
    await listTasks(ctx, { pageSize: 50 })
    return usage
  })
  middlewareStack.remove('round trips')
  return { calls, roundTrips, readUnits }
}

/** Somebody with so many tasks, written straight into the table: only reading them is measured. */
const personWith = async (rows: number): Promise<string> => {
  const userId = randomUUID()
  const task = {
    title: 'A task of ordinary length',
    area: 'Health',
    priority: 'P3',
    status: 'Not Started',
    notes: 'x'.repeat(150),
    version: 1,
    userId,
  }
  for (let done = 0; done < rows; done += 25) {
    if (done % 5_000 === 0) progress(`writing tasks: ${done} of ${rows}`)
    const puts = Array.from({ length: Math.min(25, rows - done) }, () => {
      const id = newUlid()
      return { PutRequest: { Item: { PK: userPk(userId), SK: `TASK#${id}`, ...task, id } } }
    })
    await documentClient().send(new BatchWriteCommand({ RequestItems: { [tableName()]: puts } }))
  }
  return userId
}
