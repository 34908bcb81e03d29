import * as z from 'zod'
import { entityFields, pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { AnyPriority, Area, Priority, SubCategory } from '../vocabulary.ts'

export const ProjectStatus = z
  .enum(['Planning', 'Active', 'On Hold', 'Completed', 'Cancelled'])
  .meta({ id: 'ProjectStatus' })
export type ProjectStatus = z.infer<typeof ProjectStatus>

export const Project = z
  .object({
    ...entityFields,
    name: z.string(),
    description: z.string().nullable(),
    area: Area,
    subCategory: SubCategory.nullable(),
    priority: Priority,
    status: ProjectStatus,
    impact: z.number().int().describe('1 to 5'),
    startDate: z.string().nullable().describe('YYYY-MM-DD in the person’s time zone'),
    targetEndDate: z.string().nullable(),
    actualEndDate: z.string().nullable(),
    notes: z.string().nullable(),
    goalIds: z.array(z.string()),
  })
  .meta({ id: 'Project' })
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
