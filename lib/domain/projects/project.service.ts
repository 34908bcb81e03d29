import type { Context } from '../../platform/context.ts'
import { load, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { replacementOf } from '../entity-fields.ts'
import { linkedTo } from '../links/link.service.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { TASK } from '../tasks/task.ts'
import { healthOf } from './health.ts'
import { projectFields } from './project.fields.ts'
import type { Project, ProjectHealth } from './project.schema.ts'
import { changeProject, newProject, PROJECT } from './project.ts'
import type { CreateProject, UpdateProject } from './project-input.schema.ts'

/** @throws 400 naming the field, also for a goal that does not exist */
export const createProject = (ctx: Context, input: CreateProject, claim?: Claim | null): Promise<Project> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const change = newProject(ctx.userId, ctx.newId(now), input, { now, zone: await zoneFor(ctx, input) })
      return { changes: [change], result: change.after }
    },
    claim,
  )

export const readProject = (ctx: Context, id: string): Promise<Project> => load(ctx, PROJECT, id)

/** @throws 404, 412, 400 naming the field */
export const updateProject = (ctx: Context, id: string, patch: UpdateProject): Promise<Project> =>
  mutate(ctx, PROJECT, id, async (before, at) => {
    const change = changeProject(before, patch, { now: at, zone: await zoneFor(ctx, patch) })
    return change && { changes: [change], result: change.after }
  })

/**
 * Replaces every field: what is not sent goes back to its default. A project that stays completed keeps
 * the day it was completed on. @throws 404, 412, 400 naming the field
 */
export const replaceProject = (ctx: Context, id: string, input: CreateProject): Promise<Project> =>
  updateProject(ctx, id, replacementOf(projectFields, input, input.status === 'Completed' ? ['actualEndDate'] : []))

/** Progress and health from the project's tasks as they are now. Two round trips. @throws 404 */
export const readHealth = async (ctx: Context, id: string): Promise<ProjectHealth> => {
  const [project, tasks, { timeZone }] = await Promise.all([
    load(ctx, PROJECT, id),
    linkedTo(ctx, TASK, { kind: 'project', id }),
    loadProfile(ctx),
  ])
  return healthOf(project, tasks, { now: ctx.now(), zone: timeZone })
}

/** The time zone is needed only when completing a project sets a day; other changes need no read of the profile. */
const zoneFor = async (ctx: Context, { status }: UpdateProject): Promise<string> =>
  status === 'Completed' ? (await loadProfile(ctx)).timeZone : 'UTC'
