import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { blankOf, defaultsOf, newEntity, replacementOf, sent } from '../entity-fields.ts'
import { areaRelation } from '../links/area-relation.ts'
import { addDays, type DateString } from '../time/dates.ts'
import { type HabitRecord, habitFields, type Pause } from './habit.fields.ts'
import type { Habit } from './habit.schema.ts'
import type { CreateHabit, UpdateHabit } from './habit-input.schema.ts'

export const HABIT: Kind<HabitRecord> = {
  name: 'habit',
  label: 'Habit',
  title: 'name',
  text: ['description', 'notes', 'intent', 'trigger', 'action'],
  defaults: defaultsOf(habitFields),
  derivedRows: (id) => [sk.recentDays(id)],
  relations: [linkRelation('habit', 'goalIds', 'goal', 'Goal'), areaRelation('habit')],
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
  const blank = { ...blankOf(habitFields), ...newEntity(userId, id, now) }
  return create(HABIT, { ...blank, ...fieldsOf(blank, input, today) }, now)
}

/**
 * The body of a PUT as a patch of the habit: what is not sent goes back to its default. One that is sent as not active is
 * paused as a new one would be, from `today`.
 */
export const habitReplacement = (input: CreateHabit, today: DateString): UpdateHabit => {
  const { isActive: _, ...patch } = replacementOf(habitFields, input)
  return { ...patch, ...fieldsOf(blankOf(habitFields), input, today) }
}

/**
 * A habit with the fields of the patch; null when nothing changes. Ceasing to be active opens a pause `today`, being
 * active again closes it with the day before, unless the patch says which pauses there are. `at`: epoch ms.
 * @throws 400 naming pauses
 */
export const changeHabit = (
  before: HabitRecord,
  patch: UpdateHabit,
  at: number,
  today: DateString,
): Change<HabitRecord> | null => update(HABIT, before, fieldsOf(before, patch, today), at)

/** The fields to store: absent keys stay absent, and isActive counts where no status is sent. */
const fieldsOf = <T extends UpdateHabit>(before: Activity, { isActive, ...input }: T, today: DateString) => {
  const status = input.status ?? (isActive === undefined ? undefined : statusOf(before, isActive))
  const pauses = input.pauses
    ? [...input.pauses].sort((a, b) => (a.startDate < b.startDate ? -1 : 1))
    : status && pausesAfter(before, status === 'Active', today)
  return sent({ ...input, status, pauses })
}

type Activity = Pick<HabitRecord, 'status' | 'pauses'>

/** An archived habit stays archived for clients that only know whether it is active. */
const statusOf = ({ status }: Activity, isActive: boolean): HabitRecord['status'] => {
  if (isActive) return 'Active'
  return status === 'Active' ? 'Paused' : status
}

const MAX_KEPT = 200

const pausesAfter = ({ status, pauses }: Activity, active: boolean, today: DateString): Pause[] | undefined => {
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
