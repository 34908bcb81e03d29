import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { AnyPriority } from '../vocabulary.ts'
import { ProjectStatus, projectFields } from './project.fields.ts'

export const Project = entityOf(projectFields).meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

export const ProjectQuery = z.object({
  ...trackedFilters,
  status: ProjectStatus.optional(),
  priority: AnyPriority.optional(),
})
export type ProjectQuery = z.infer<typeof ProjectQuery>

export const ProjectPage = pageOf(Project).meta({ id: 'ProjectPage' })

export const ProjectHealth = z
  .object({
    status: z.enum(['green', 'yellow', 'red']),
    reason: z.string().describe('Why it has this colour'),
    reasons: z
      .array(z.object({ rule: z.string(), status: z.enum(['yellow', 'red']), text: z.string() }))
      .describe('Every rule that is not green, the worst first'),
    tasksCompleted: z.number().int(),
    tasksTotal: z.number().int(),
    percentComplete: z.number().int(),
    tasksOpen: z.number().int().describe('Neither done nor cancelled'),
    tasksOverdue: z.number().int().describe('Open tasks whose due date is past'),
    tasksBlocked: z.number().int(),
    percentElapsed: z.number().int().nullable().describe('Of the days from start to target end'),
    daysRemaining: z.number().int().nullable().describe('Days to the target end; negative after it'),
    daysInactive: z.number().int().describe('Since the project or one of its tasks last changed'),
  })
  .meta({ id: 'ProjectHealth' })
export type ProjectHealth = z.infer<typeof ProjectHealth>
