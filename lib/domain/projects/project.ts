import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { localDateOf } from '../time/zone.ts'
import type { Project } from './project.schema.ts'
import type { CreateProject, UpdateProject } from './project-input.schema.ts'

export const PROJECT: Kind<Project> = {
  name: 'project',
  label: 'Project',
  title: 'name',
  text: ['description', 'notes'],
  defaults: {
    description: null,
    subCategory: null,
    priority: 'P3',
    status: 'Planning',
    impact: 5,
    startDate: null,
    targetEndDate: null,
    actualEndDate: null,
    notes: null,
    goalIds: [],
  },
  relations: [linkRelation('project', 'goalIds', 'goal', 'Goal')],
}

/** When and where a change happens: epoch ms and the person's IANA zone. */
export type Moment = { now: number; zone: string }

/** @throws 400 naming the field */
export const newProject = (userId: string, id: string, input: CreateProject, moment: Moment): Change<Project> => {
  const blank = { ...PROJECT.defaults, id, userId } as Project
  return create(PROJECT, { ...blank, ...fieldsOf(blank, input, moment) }, moment.now)
}

/** A project with what the patch names; null when nothing changes. @throws 400 naming the field */
export const changeProject = (before: Project, patch: UpdateProject, moment: Moment): Change<Project> | null => {
  const fields = fieldsOf(before, patch, moment)
  const moved = fields.status !== undefined && fields.status !== before.status
  return update(PROJECT, before, fields, moment.now, moved ? 'status_changed' : 'updated')
}

/** Being completed ends a project today, being taken up again takes that back, unless the patch names the day. */
const fieldsOf = (before: Project, patch: UpdateProject, { now, zone }: Moment): Partial<Project> => {
  const fields = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<Project>
  const status = fields.status ?? before.status
  if (fields.actualEndDate === undefined && status !== before.status) {
    if (status === 'Completed') fields.actualEndDate = localDateOf(now, zone)
    if (before.status === 'Completed') fields.actualEndDate = null
  }
  const { startDate, targetEndDate } = { ...before, ...fields }
  if (startDate && targetEndDate && targetEndDate < startDate)
    throw invalidField('targetEndDate', 'Must not be before startDate')
  return fields
}
