import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type ListSpec, listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'

import { linkedTo } from '../links/link.service.ts'
import { keepWhere } from '../list-filters.ts'
import type { Project, ProjectQuery } from './project.schema.ts'
import { PROJECT } from './project.ts'

/** A page of projects in the order of creation. */
export const listProjects = async (ctx: Context, query: ProjectQuery): Promise<Page<Project>> => {
  const { page, pageSize, cursor, ...filters } = query
  const paging = { page, pageSize, cursor }
  const spec = specOf(filters)
  return filters.goalId
    ? slicePage(ctx, spec, await linkedTo(ctx, PROJECT, { kind: 'goal', id: filters.goalId }), paging)
    : listPage(ctx, spec, paging)
}

const specOf = (filters: Omit<ProjectQuery, 'page' | 'pageSize' | 'cursor'>): ListSpec<Project> => ({
  name: `projects ${JSON.stringify(filters)}`,
  range: startingWith(sk.entities('project')),
  read: (item) => fromItem(PROJECT, item),
  ...keepWhere(filters),
  counted: 'project',
})
