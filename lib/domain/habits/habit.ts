import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { addDays, type DateString } from '../time/dates.ts'
import type { Habit, HabitRecord, Pause } from './habit.schema.ts'
import type { CreateHabit, UpdateHabit } from './habit-input.schema.ts'

export const HABIT: Kind<HabitRecord> = {
  name: 'habit',
  label: 'Habit',
  title: 'name',
  text: ['description', 'notes', 'intent', 'trigger', 'action'],
  defaults: {
    description: null,
    subCategory: null,
    dailyTarget: null,
    weeklyTarget: null,
    monthlyTarget: null,
    weekdays: [],
    everyNDays: null,
    startDate: null,
    pauses: [],
    intent: null,
    trigger: null,
    action: null,
    reward: null,
    frictionUp: null,
    frictionDown: null,
    notes: null,
    goalIds: [],
    status: 'Active',
  },
  relations: [linkRelation('habit', 'goalIds', 'goal', 'Goal')],
}

/** A habit as clients read it. */
export const viewHabit = (habit: HabitRecord): Habit => ({ ...habit, isActive: habit.status === 'Active' })

/** `now`: epoch ms; `today`: the person's day, from which one that is not active is paused. */
export const newHabit = (
  userId: string,
  id: string,
  input: CreateHabit,
  now: number,
  today: DateString,
): Change<HabitRecord> => {
  const blank = { ...HABIT.defaults, id, userId } as HabitRecord
  return create(HABIT, { ...blank, ...fieldsOf(blank, input, today) }, now)
}

/**
 * A habit with what the patch names; null when nothing changes. Ceasing to be active opens a pause `today`, being
 * active again closes it with the day before, unless the patch says which pauses there are. `at`: epoch ms.
 * @throws 400 naming pauses
 */
export const changeHabit = (
  before: HabitRecord,
  patch: UpdateHabit,
  at: number,
  today: DateString,
): Change<HabitRecord> | null => update(HABIT, before, fieldsOf(before, patch, today), at)

/** What is stored of what was sent: absent keys stay absent, and isActive speaks where status does not. */
const fieldsOf = (
  before: HabitRecord,
  { isActive, ...input }: UpdateHabit,
  today: DateString,
): Partial<HabitRecord> => {
  const status = input.status ?? (isActive === undefined ? undefined : statusOf(before, isActive))
  const pauses = input.pauses
    ? [...input.pauses].sort((a, b) => (a.startDate < b.startDate ? -1 : 1))
    : status && pausesAfter(before, status === 'Active', today)
  const named = Object.entries({ ...input, status, pauses }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named) as Partial<HabitRecord>
}

/** One that is archived stays so for clients that only know whether it is active. */
const statusOf = ({ status }: HabitRecord, isActive: boolean): HabitRecord['status'] => {
  if (isActive) return 'Active'
  return status === 'Active' ? 'Paused' : status
}

const MAX_KEPT = 200

const pausesAfter = ({ status, pauses }: HabitRecord, active: boolean, today: DateString): Pause[] | undefined => {
  if (active === (status === 'Active')) return undefined
  if (active) return pauses.flatMap((pause) => ended(pause, addDays(today, -1)))
  if (pauses.length >= MAX_KEPT) throw invalidField('status', `A habit can be paused ${MAX_KEPT} times at most`)
  return pauses.some(({ endDate }) => endDate === null) ? pauses : [...pauses, { startDate: today, endDate: null }]
}

/** An open pause with its last day; none when it would end before it began. */
const ended = (pause: Pause, lastDay: DateString): Pause[] => {
  if (pause.endDate !== null) return [pause]
  return pause.startDate <= lastDay ? [{ ...pause, endDate: lastDay }] : []
}
