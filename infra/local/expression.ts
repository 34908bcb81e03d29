/** Whether a job is due: `minute` counts from the start, `at` is the time. */
export type IsDue = (minute: number, at: Date) => boolean

const MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1_440 }

/**
 * What a schedule expression of EventBridge means, asked once a minute: a rate first after it has passed, cron in UTC. The
 * letters L, W and # of cron are not read. @throws Error for what is no expression.
 */
export const readExpression = (expression: string): IsDue => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (count && unit) return every(Number(count) * (MINUTES[unit] ?? 1), expression)
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/)
  if (fields?.length !== FIELDS.length) throw unreadable(expression)
  const matchers = fields.map((text, index) => matcherOf(text, FIELDS[index] as Field, expression))
  return (_minute, at) => matchers.every((matches, index) => matches((FIELDS[index] as Field).of(at)))
}

const unreadable = (expression: string) => new Error(`The local cloud cannot read the schedule ${expression}`)

const every = (minutes: number, expression: string): IsDue => {
  if (minutes < 1) throw unreadable(expression)
  return (minute) => minute > 0 && minute % minutes === 0
}

type Field = { of: (at: Date) => number; least: number; most: number; names?: string[] }

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** In the order of AWS: minutes, hours, day of month, month, day of week (1 is Sunday), year. */
const FIELDS: Field[] = [
  { of: (at) => at.getUTCMinutes(), least: 0, most: 59 },
  { of: (at) => at.getUTCHours(), least: 0, most: 23 },
  { of: (at) => at.getUTCDate(), least: 1, most: 31 },
  { of: (at) => at.getUTCMonth() + 1, least: 1, most: 12, names: MONTHS },
  { of: (at) => at.getUTCDay() + 1, least: 1, most: 7, names: WEEKDAYS },
  { of: (at) => at.getUTCFullYear(), least: 1970, most: 2199 },
]

/** Of one field: `*`, `?`, or values, ranges and steps such as `1,10-20,0/15`. */
const matcherOf = (text: string, field: Field, expression: string): ((value: number) => boolean) => {
  const numberOf = (part: string): number => {
    const named = field.names?.indexOf(part.toUpperCase()) ?? -1
    const value = named >= 0 ? named + field.least : /^\d+$/.test(part) ? Number(part) : Number.NaN
    if (!(value >= field.least && value <= field.most)) throw unreadable(expression)
    return value
  }
  const parts = text.split(',').map((part) => {
    const [range = '', step] = part.split('/')
    const [first = '', last] = range.split('-')
    const isAny = range === '*' || range === '?'
    const from = isAny ? field.least : numberOf(first)
    const to = last !== undefined ? numberOf(last) : isAny || step !== undefined ? field.most : from
    const by = step === undefined ? 1 : Number(step)
    if (!Number.isInteger(by) || by < 1) throw unreadable(expression)
    return (value: number) => value >= from && value <= to && (value - from) % by === 0
  })
  return (value) => parts.some((matches) => matches(value))
}
