import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../platform/context.ts'
import { unavailable } from '../../platform/errors.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { numbersIn, olderThan, SLACK, slidesPast } from '../../platform/rate-limit.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { backoffMs } from '../../platform/table/retry.ts'
import { tryUpdate, updateItem } from '../../platform/table/table.ts'
import { type Budget, budgetIn, type Caps, HELD_MS, HOLD, HOUR_MS, type Hold, reachedIn } from './budget.ts'

/** TOKENS, HOUR and the like are reserved words in DynamoDB's expressions. */
const NAMES = {
  '#month': 'month',
  '#tokens': 'tokens',
  '#period': 'period',
  '#requests': 'requests',
  '#calls': 'calls',
}

/** `month`: YYYY-MM, in which tokens count. `period`: when the billing period began, epoch ms, in which requests count. */
export type Counting = { month: string; period: number }
/** `request`: whether one more request counts; false for what the same call asks again. */
export type Wanted = { tokens: number; request: boolean }
export type Reserved = { hold: Hold } | { reached: 'perHour' | 'perPeriod' | 'tokens'; budget: Budget }

/** The calendar month of an instant (epoch ms), UTC. */
export const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/**
 * Reserves tokens and a request in one conditional write: what is used and reserved together never exceeds the limits,
 * whatever runs at the same time. In the first call of a month or a period, and where calls have died, the write is made
 * again once it is known what the row holds.
 */
export const reserve = async (ctx: Context, counting: Counting, caps: Caps, wanted: Wanted): Promise<Reserved> => {
  const now = ctx.now()
  const hold = { id: ctx.newId(now), tokens: wanted.tokens, calledAt: wanted.request ? now : null }
  const Key = { PK: userPk(ctx.userId), SK: sk.aiBudget() }
  let row: Item | null = null
  for (let attempt = 0; ; attempt += 1) {
    const { done, item } = await tryUpdate({ Key, ...reservation(row, { hold, counting, caps, now }) }, ctx.deadline)
    if (done) {
      const { length } = numbersIn(item.calls)
      if (length >= 2 * caps.perHour + SLACK) await updateItem({ Key, ...forget(caps.perHour, length) }, ctx.deadline)
      return { hold }
    }
    row = item
    const budget = budgetIn(row, counting.month, counting.period, now)
    const reached = reachedIn(budget, caps, wanted)
    if (reached) return { reached, budget }
    const wait = attempt === 0 ? 0 : backoffMs(attempt)
    if (Date.now() + wait >= ctx.deadline) throw unavailable()
    await sleep(wait)
  }
}

const forget = (keep: number, length: number) => ({
  UpdateExpression: olderThan('#calls', keep, length),
  ExpressionAttributeNames: { '#calls': NAMES['#calls'] },
})

type Reserving = { hold: Hold; counting: Counting; caps: Caps; now: number }
type Part = { set?: string[]; add?: string[]; remove?: string[]; condition: string[]; names?: object; values: Item }

/** The write for a row as it was seen; null: not seen yet, and taken to be of this month and period. */
const reservation = (row: Item | null, { hold, counting, caps, now }: Reserving) => {
  const { month, period } = counting
  const budget = budgetIn(row, month, period, now)
  const { expired } = budget
  const { id, ...held } = hold
  const known = row !== null
  const parts: Part[] = [
    {
      set: [`#hold = :hold`],
      condition: expired.map((_, i) => `attribute_exists(#expired${i})`),
      remove: expired.map((_, i) => `#expired${i}`),
      names: { '#hold': HOLD + id, ...Object.fromEntries(expired.map((one, i) => [`#expired${i}`, HOLD + one.id])) },
      values: { ':hold': { ...held, ...counting, until: now + HELD_MS } },
    },
    isLate(row, month)
      ? late(row?.month, tokensOf(row?.month, expired))
      : counter('tokens', { of: 'month', is: month, seen: row?.month, known }, hold.tokens, caps.tokens, {
          freed: tokensOf(month, expired),
        }),
    ...(hold.calledAt === null
      ? []
      : [
          counter('requests', { of: 'period', is: period, seen: row?.period, known }, 1, caps.perPeriod, {
            freed: expired.filter((one) => one.period === period && one.calledAt !== null).length,
          }),
          calls(row, expired.some(({ calledAt }) => calledAt !== null) ? budget.calls : null, caps.perHour, now),
        ]),
  ]
  return expressionOf(parts)
}

/** A call whose month is over for the row: its clock is behind, or it took long. Its tokens count no more, as at its end. */
const isLate = (row: Item | null, month: string): boolean => typeof row?.month === 'string' && row.month > month

/** Leaves the later month of the row as it is, but for what calls of it that died had reserved. */
const late = (monthSeen: unknown, freed: number): Part => ({
  add: ['#tokens :freed'],
  condition: ['#month = :monthSeen'],
  values: { ':freed': -freed, ':monthSeen': monthSeen },
})

const tokensOf = (month: unknown, holds: { month: string; tokens: number }[]): number =>
  holds.filter((one) => one.month === month).reduce((sum, { tokens }) => sum + tokens, 0)

type Span = { of: 'month' | 'period'; is: unknown; seen: unknown; known: boolean }

/** A number that starts anew when its month or period does, and may grow to `limit`. */
const counter = (
  name: 'tokens' | 'requests',
  { of, is, seen, known }: Span,
  amount: number,
  limit: number,
  { freed }: { freed: number },
): Part => {
  if (!known || seen === is)
    return {
      add: [`#${name} :${name}`],
      condition: [`#${of} = :${of}`, `#${name} <= :${name}Room`],
      values: { [`:${of}`]: is, [`:${name}`]: amount - freed, [`:${name}Room`]: limit - amount + freed },
    }
  return {
    set: [`#${of} = :${of}`, `#${name} = :${name}`],
    condition: [seen === undefined ? `attribute_not_exists(#${of})` : `#${of} = :${of}Seen`],
    values: { [`:${of}`]: is, [`:${name}`]: amount, ...(seen !== undefined && { [`:${of}Seen`]: seen }) },
  }
}

/** Adds a call to the list of the hour. With `left`, the calls that have not died, it replaces the list that was read. */
const calls = (row: Item | null, left: number[] | null, perHour: number, now: number): Part =>
  left === null || row?.calls === undefined
    ? {
        set: ['#calls = list_append(:call, if_not_exists(#calls, :none))'],
        condition: [slidesPast('#calls', perHour)],
        values: { ':call': [now], ':none': [], ':cutoff': now - HOUR_MS },
      }
    : {
        set: ['#calls = :calls'],
        condition: ['#calls = :callsSeen'],
        values: { ':calls': [now, ...left], ':callsSeen': row?.calls },
      }

const expressionOf = (parts: Part[]) => {
  const clause = (word: string, of: (part: Part) => string[] | undefined) => {
    const all = parts.flatMap((part) => of(part) ?? [])
    return all.length > 0 ? [`${word} ${all.join(', ')}`] : []
  }
  const text = [
    ...clause('SET', ({ set }) => set),
    ...clause('ADD', ({ add }) => add),
    ...clause('REMOVE', ({ remove }) => remove),
  ].join(' ')
  const ConditionExpression = parts.flatMap(({ condition }) => condition).join(' AND ')
  const values: Item = Object.assign({}, ...parts.map(({ values }) => values))
  const used = Object.entries(NAMES).filter(([name]) => new RegExp(`${name}\\b`).test(text + ConditionExpression))
  return {
    UpdateExpression: text,
    ConditionExpression,
    ExpressionAttributeNames: Object.assign(Object.fromEntries(used), ...parts.map(({ names }) => names)),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}

/** The month in which tokens were reserved is over: they count no more. */
export class MonthIsOver extends Error {}

export type Settlement = { holds: Hold[]; used: number; answered: boolean; isOver?: boolean }

/**
 * Replaces reservations by what was really used. Without an answer the request is free again at once: its reservation is
 * left behind as one that has expired. Refused with MonthIsOver, unless `isOver` says that it is known.
 */
export const settleWrite = (ctx: Context, counting: Counting, { holds, used, answered, isOver }: Settlement): Write => {
  const difference = used - holds.reduce((sum, { tokens }) => sum + tokens, 0)
  const isLeft = ({ calledAt }: Hold) => !answered && calledAt !== null
  const freed = (hold: Hold) => ({ tokens: 0, calledAt: hold.calledAt, ...counting, until: 0 })
  const part = (hold: Hold, i: number): Part => ({
    ...(isLeft(hold) ? { set: [`#hold${i} = :hold${i}`] } : { remove: [`#hold${i}`] }),
    condition: [],
    names: { [`#hold${i}`]: HOLD + hold.id },
    values: isLeft(hold) ? { [`:hold${i}`]: freed(hold) } : {},
  })
  const tokens: Part = {
    add: ['#tokens :difference'],
    condition: ['#month = :month'],
    values: { ':difference': difference, ':month': counting.month },
  }
  const { ConditionExpression, ...expression } = expressionOf([...holds.map(part), ...(isOver ? [] : [tokens])])
  return {
    item: {
      Update: { ...keyed(ctx, sk.aiBudget()), ...expression, ConditionExpression: ConditionExpression || undefined },
    },
    refused: () => new MonthIsOver(),
  }
}

/** What of the month and of the billing period is used, without what calls that died had reserved. */
export const readBudget = async (ctx: Context, { month, period }: Counting): Promise<Budget> =>
  budgetIn(await partition(ctx).get(sk.aiBudget(), { consistent: true }), month, period, ctx.now())
