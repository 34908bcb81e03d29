import { MINUTE_MS } from '../../../platform/units.ts'
import type { DateString } from '../../time/dates.ts'
import { addDays } from '../../time/dates.ts'
import { instantOf } from '../../time/zone.ts'
import type { PlannerSettings } from '../settings/planner-settings.fields.ts'
import type { Asked, TextConstraint } from './constraint.schema.ts'
import type { PlanFacts } from './plan-facts.ts'

/** The days of a plan. */
export const datesOf = ({ first, days }: Pick<PlanFacts, 'first' | 'days'>): DateString[] =>
  Array.from({ length: days }, (_, day) => addDays(first, day))

/** Whether a rule can be held: of a known task, on days of the plan, with an end after its start. */
export const canHold = (asked: Asked, facts: Pick<PlanFacts, 'first' | 'days' | 'tasks'>): boolean => {
  const { kind, dates, start, end, title, hours, minutes, taskId } = asked
  const range = datesOf(facts)
  if (!dates.every((date) => range.includes(date)) || (start && end && end <= start)) return false
  if (kind === 'focusHours') return hours !== undefined
  if (kind === 'buffer') return minutes !== undefined
  if (kind === 'task') return dates.length > 0 && facts.tasks.some(({ id }) => id === taskId)
  return kind !== 'appointment' || (start !== undefined && title !== undefined)
}

/** The facts with what was asked for in words among them: appointments are events, the rest are rules of this plan. */
export const withConstraints = (
  facts: PlanFacts,
  constraints: TextConstraint[],
  notUnderstood: string[],
): PlanFacts => ({
  ...facts,
  constraints,
  notUnderstood,
  settings: constraints.reduce(settingsWith, facts.settings),
  events: [...facts.events, ...constraints.flatMap((one, i) => appointmentsOf(one, i, facts.zone))],
})

const settingsWith = (settings: PlannerSettings, { kind, hours, minutes }: TextConstraint): PlannerSettings => ({
  ...settings,
  ...(kind === 'focusHours' && hours !== undefined && { maxFocusHours: hours }),
  ...(kind === 'buffer' && minutes !== undefined && { bufferMinutes: minutes }),
})

const appointmentsOf = ({ kind, dates, start, end, title }: TextConstraint, index: number, zone: string) =>
  kind !== 'appointment' || start === undefined || title === undefined
    ? []
    : dates.map((date) => ({
        id: `appointment-${index + 1}-${date}`,
        title,
        from: wallTime(date, start, zone),
        to: wallTime(date, end ?? '24:00', zone),
      }))

/** The instant (epoch ms) at which a clock there shows HH:MM on a day; 24:00 is the beginning of the next day. */
export const wallTime = (date: DateString, time: string, zone: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return instantOf(Date.parse(`${date}T00:00:00Z`) + (hours * 60 + minutes) * MINUTE_MS, zone)
}

const MEETING =
  /(?<![\p{L}\p{N}])(?:meet(?:ing)?s?|calls?|phone|sync|stand-?up|interview|1[:-]1|one-on-one|catch[- ]?up)(?![\p{L}\p{N}])/iu

/** Whether a task is a meeting or a call, by its title. */
export const isMeeting = (title: string): boolean => MEETING.test(title)
