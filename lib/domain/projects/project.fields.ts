import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { areaLink, areaOf, day, line, links, subCategory, text } from '../common-fields.ts'
import { described, optional } from '../entity-fields.ts'
import { AnyPriority, Priority } from '../vocabulary.ts'

export const ProjectStatus = z
  .enum(['Planning', 'Active', 'On Hold', 'Completed', 'Cancelled'])
  .meta({ id: 'ProjectStatus' })
export type ProjectStatus = z.infer<typeof ProjectStatus>

export const projectFields = {
  name: line(200),
  description: text(),
  area: areaOf('Operations'),
  areaId: areaLink(),
  subCategory: subCategory(),
  priority: optional('P3', Priority, AnyPriority),
  status: optional('Planning', ProjectStatus, ProjectStatus),
  impact: optional(
    5,
    () => z.number().int().describe('1 to 5'),
    () => z.number().int().min(1).max(5),
  ),
  startDate: described(day(), 'YYYY-MM-DD in the person’s time zone'),
  targetEndDate: day(),
  actualEndDate: day(),
  notes: text(50_000),
  goalIds: links(MAX_LINKS),
}
