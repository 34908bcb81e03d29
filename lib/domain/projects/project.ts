import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { blankOf, defaultsOf, newEntity, type Sent, sent } from '../entity-fields.ts'
import { areaRelation } from '../links/area-relation.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf } from '../time/zone.ts'
import { projectFields } from './project.fields.ts'
import type { Project } from './project.schema.ts'
import type { CreateProject, UpdateProject } from './project-input.schema.ts'

export const PROJECT: Kind<Project> = {
  name: 'project',
  label: 'Project',
  title: 'name',
  text: ['description', 'notes'],
  defaults: defaultsOf(projectFields),
  relations: [linkRelation('project', 'goalIds', 'goal', 'Goal'), areaRelation('project')],
}

/** @throws 400 naming the field */
export const newProject = (userId: string, id: string, input: CreateProject, moment: Moment): Change<Project> => {
  const blank = { ...blankOf(projectFields), ...newEntity(userId, id, moment.now) }
  return create(PROJECT, { ...blank, ...fieldsOf(blank, input, moment) }, moment.now)
}

/** A project with the fields of the patch; null when nothing changes. @throws 400 naming the field */
export const changeProject = (before: Project, patch: UpdateProject, moment: Moment): Change<Project> | null => {
  const fields = fieldsOf(before, patch, moment)
  const moved = fields.status !== undefined && fields.status !== before.status
  return update(PROJECT, before, fields, moment.now, moved ? 'status_changed' : 'updated')
}

/** Completing a project sets its end to today and reopening clears it, unless the patch sets the end itself. */
const fieldsOf = <T extends UpdateProject>(before: Before, patch: T, moment: Moment): Sent<T> & Ended => {
  const { startDate, targetEndDate } = { ...before, ...sent<UpdateProject>(patch) }
  if (startDate && targetEndDate && targetEndDate < startDate)
    throw invalidField('targetEndDate', 'Must not be before startDate')
  return { ...endedBy(before, patch, moment), ...sent(patch) }
}

const endedBy = ({ status: before }: Before, { status = before }: UpdateProject, { now, zone }: Moment): Ended => {
  if (status === before) return {}
  if (status === 'Completed') return { actualEndDate: localDateOf(now, zone) }
  return before === 'Completed' ? { actualEndDate: null } : {}
}

type Before = Pick<Project, 'status' | 'startDate' | 'targetEndDate'>
type Ended = Partial<Pick<Project, 'actualEndDate'>>
