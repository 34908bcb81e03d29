import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import type { Project } from './project.schema.ts'

export const PROJECT: Kind<Project> = {
  name: 'project',
  label: 'Project',
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
