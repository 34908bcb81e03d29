import { createHabit } from '../../lib/domain/habits/habit.service.ts'
import type { CreateHabit } from '../../lib/domain/habits/habit-input.schema.ts'
import { logDay } from '../../lib/domain/habits/habit-log.service.ts'
import { isoWeekday } from '../../lib/domain/time/dates.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'

type Practised = CreateHabit & {
  goal?: string
  hour: number
  /** The probability of keeping the habit on a day, at the beginning and at the end of the year. */
  from: number
  to: number
  amount?: readonly [number, number]
}

const HABITS: readonly Practised[] = [
  {
    ...{
      name: 'Run',
      area: 'Health',
      subCategory: 'Exercise',
      habitType: 'Build',
      frequency: 'Weekly',
      weeklyTarget: 3,
    },
    ...{ weekdays: [2, 4, 7], hour: 7, from: 0.6, to: 0.88, goal: 'Train three times a week' },
    ...{ trigger: 'Shoes stand beside the bed', action: 'Out of the door by seven', reward: 'A long shower' },
  },
  {
    ...{
      name: 'Read',
      area: 'Happiness',
      subCategory: 'Peace',
      habitType: 'Build',
      frequency: 'Daily',
      dailyTarget: 15,
    },
    ...{ hour: 21.5, from: 0.55, to: 0.85, amount: [15, 40], notes: 'Minutes, on paper, no screen.' },
  },
  {
    ...{ name: 'Meditate', area: 'Health', subCategory: 'Mental', habitType: 'Maintain', frequency: 'Daily' },
    ...{ hour: 6.5, from: 0.7, to: 0.8, trigger: 'After the first coffee', goal: 'Run a half marathon' },
  },
  {
    ...{ name: 'Practise the piano', area: 'Happiness', subCategory: 'Joy', habitType: 'Build', frequency: 'Weekly' },
    ...{ weekdays: [3, 6], weeklyTarget: 2, hour: 17, from: 0.5, to: 0.75, goal: 'Play the first prelude by heart' },
  },
]

/** Habits that get steadier over the year, with some bad weeks. */
export const habitLanes = (story: Story): Lane[] => HABITS.map((habit) => laneOf(story, habit))

const laneOf = (story: Story, habit: Practised): Lane => {
  const { days, made, at } = story
  const { hour, from, to, amount, goal, ...body } = habit
  const first = days[0] ?? ''
  const create: Step = {
    at: at(first, 5),
    run: async (ctx) => {
      const goalIds = goal ? [madeId(story, goal)] : []
      made.set(`habit ${habit.name}`, (await createHabit(ctx, { ...body, goalIds, startDate: first })).id)
    },
  }
  const badWeek = Math.floor(10 + story.random() * 30)
  const logs = days.flatMap((date, i): Step[] => {
    const asked = !body.weekdays?.length || body.weekdays.includes(isoWeekday(date))
    const chance = Math.floor(i / 7) === badWeek ? 0.1 : from + ((to - from) * i) / days.length
    if (!asked || !story.happens(chance)) return []
    const much = amount ? { amount: Math.round(amount[0] + story.random() * (amount[1] - amount[0])) } : {}
    const input = { completed: true as const, date, ...much }
    return [{ at: at(date, hour), run: (ctx) => logDay(ctx, madeId(story, `habit ${habit.name}`), input) }]
  })
  return [create, ...logs]
}
