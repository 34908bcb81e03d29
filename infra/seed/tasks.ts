import { completeTask, createTask, updateTask } from '../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../lib/domain/tasks/task.ts'
import type { CreateTask } from '../../lib/domain/tasks/task-input.schema.ts'
import { addDays, isoWeekday } from '../../lib/domain/time/dates.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { DAY_MS } from '../../lib/platform/units.ts'
import { PROJECT_OF } from './projects.ts'
import type { Lane, Step, Story } from './story.ts'
import { CHORES, ERRANDS, NOTES } from './task-texts.ts'

/** Errands of every day, most of them done within days, some dropped, the newest still open; and chores that repeat. */
export const taskLanes = (story: Story): Lane[] => [
  story.days.flatMap((day) => errandsOf(story, day)),
  CHORES.flatMap((chore) => choreSteps(story, chore)),
]

const errandsOf = (story: Story, day: string): Step[] => {
  const count = isoWeekday(day) > 5 ? Math.floor(story.random() * 2) : 1 + Math.floor(story.random() * 2)
  return Array.from({ length: count }, (_, i) => errandSteps(story, day, `${day} ${i}`)).flat()
}

const errandSteps = (story: Story, day: string, name: string): Step[] => {
  const { pick, happens, random, made, now } = story
  const [area, subCategory, title] = pick(ERRANDS)
  const madeAt = story.at(day, 7 + random() * 12)
  const size = pick([15, 30, 30, 60, 60, 90, 120])
  const body: CreateTask = {
    title: title.replace('{who}', pick(['Mia', 'Jonas', 'Aylin', 'Grandma', 'the team'])),
    ...{ area, subCategory, priority: pick(['P1', 'P2', 'P2', 'P3', 'P3', 'P3', 'P4'] as const) },
    size,
    dueDate: happens(0.7) ? addDays(day, Math.floor(random() * 10)) : null,
    ...(happens(0.3) && { description: pick(NOTES) }),
    ...(happens(0.4) && { labels: [pick(['home', 'computer', 'phone', 'errand', 'deep work'])] }),
  }
  const doneAt = madeAt + (0.1 + random() * random() * 9) * DAY_MS
  const [isDone, isDropped, isStarted] = [happens(0.86), happens(0.04), happens(0.25)]
  const took = happens(0.5) && { actualMinutes: 5 * Math.round((size * (0.7 + random())) / 5) } // mostly more than planned
  const create: Step = {
    at: madeAt,
    run: async (ctx) => made.set(name, (await createTask(ctx, { ...body, ...linksOf(story, subCategory) })).id),
  }
  const id = () => made.get(name) ?? ''
  if (isDropped) return [create, ...past(now, doneAt, (ctx) => deleteEntity(ctx, TASK, id()))]
  return [
    create,
    ...(isStarted ? past(now, (madeAt + doneAt) / 2, (ctx) => updateTask(ctx, id(), { status: 'In Progress' })) : []),
    ...(isDone ? past(now, doneAt, (ctx) => updateTask(ctx, id(), { status: 'Done', ...took })) : []),
  ]
}

const GOAL_OF: Readonly<Record<string, string>> = {
  Exercise: 'Run a half marathon',
  Investments: 'Six months of expenses saved',
  'Net Worth': 'Six months of expenses saved',
  Career: 'Lead a project at work',
  Joy: 'Play the first prelude by heart',
}

/** The project and the goal that a task belongs to, if any. */
const linksOf = ({ made }: Story, subCategory: string): Pick<CreateTask, 'projectIds' | 'goalIds'> => {
  const [project, goal] = [made.get(PROJECT_OF[subCategory] ?? ''), made.get(GOAL_OF[subCategory] ?? '')]
  return { ...(project && { projectIds: [project] }), ...(goal && { goalIds: [goal] }) }
}

/** A chore is created once; completing an occurrence creates the next. */
const choreSteps = (story: Story, { every, ...chore }: (typeof CHORES)[number]): Step[] => {
  const { days, made, at, happens } = story
  const [first = ''] = days
  const create: Step = {
    at: at(first, 7),
    run: async (ctx) =>
      made.set(chore.title, (await createTask(ctx, { ...chore, isRecurring: true, dueDate: first })).id),
  }
  const done = days.filter((_, i) => i % every === 0 && happens(0.93))
  const complete = (day: string): Step => ({
    at: at(day, 18),
    run: async (ctx) => {
      const { nextTaskId } = await completeTask(ctx, made.get(chore.title) ?? '')
      if (nextTaskId) made.set(chore.title, nextTaskId)
    },
  })
  return [create, ...done.map(complete)]
}

const past = (now: number, at: number, run: Step['run']): Step[] => (at < now ? [{ at: Math.floor(at), run }] : [])
