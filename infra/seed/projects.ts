import { createProject, updateProject } from '../../lib/domain/projects/project.service.ts'
import type { CreateProject } from '../../lib/domain/projects/project-input.schema.ts'
import { addDays } from '../../lib/domain/time/dates.ts'
import { type Lane, madeId, type Step, type Story } from './story.ts'
import { areaIdOf } from './vault/areas.ts'

/** `begins` and `ends`: days of the year; a project whose end is later is still active. */
const PROJECTS: readonly (CreateProject & { goal?: string; begins: number; ends: number })[] = [
  {
    ...{ name: 'Move to the new planning tool', area: 'Day Job', subCategory: 'Projects', priority: 'P1', impact: 5 },
    ...{ goal: 'Lead a project at work', begins: 0, ends: 400, description: 'Three teams, no lost history.' },
  },
  {
    ...{ name: 'Team handbook', area: 'Day Job', subCategory: 'Performance', priority: 'P3', impact: 3 },
    ...{ goal: 'Lead a project at work', begins: 0, ends: 190 },
  },
  {
    ...{ name: 'Renovate the balcony', area: 'Operations', subCategory: 'Organization', priority: 'P3', impact: 2 },
    ...{ begins: 0, ends: 130, notes: 'Boards, a bench, herbs.' },
  },
  {
    ...{ name: 'Half marathon in autumn', area: 'Health', subCategory: 'Exercise', priority: 'P2', impact: 4 },
    ...{ goal: 'Run a half marathon', begins: 0, ends: 405 },
  },
]

/** The project to which tasks of a sub-category belong. */
export const PROJECT_OF: Readonly<Record<string, string>> = {
  Projects: 'Move to the new planning tool',
  Performance: 'Team handbook',
  Organization: 'Renovate the balcony',
  Exercise: 'Half marathon in autumn',
}

export const projectSteps = (story: Story): Lane =>
  PROJECTS.map(({ goal, begins, ends, ...body }) => ({
    at: story.at(story.days[begins] ?? '', 6),
    run: async (ctx) => {
      const startDate = story.days[begins] ?? ''
      const goalIds = goal ? [madeId(story, goal)] : []
      const areaId = areaIdOf(story, body.area ?? 'Operations')
      const dates = { startDate, targetEndDate: addDays(startDate, ends - begins - 7) }
      const { id } = await createProject(ctx, { ...body, ...dates, areaId, status: 'Active', goalIds })
      story.made.set(body.name, id)
    },
  }))

/** Projects that end within the year. */
export const projectLane = (story: Story): Lane =>
  PROJECTS.flatMap(({ name, ends }): Step[] => {
    const day = story.days[ends]
    if (!day) return []
    const patch = { status: 'Completed', actualEndDate: day } as const
    return [{ at: story.at(day, 17), run: (ctx) => updateProject(ctx, madeId(story, name), patch) }]
  })
