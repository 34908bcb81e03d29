import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type ListSpec, listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'

import { linkedTo } from '../links/link.service.ts'
import { keepWhere } from '../list-filters.ts'
import type { GoalRecord } from './goal.fields.ts'
import type { Goal, GoalQuery } from './goal.schema.ts'
import { viewGoals } from './goal.service.ts'
import { GOAL } from './goal.ts'

/** A page of goals in the order of creation, each with its progress: their rows, and the rows of their links. */
export const listGoals = async (ctx: Context, query: GoalQuery): Promise<Page<Goal>> => {
  const { page, pageSize, cursor, ...filters } = query
  const paging = { page, pageSize, cursor }
  const spec = specOf(filters)
  const found = filters.parentGoalId
    ? slicePage(ctx, spec, await linkedTo(ctx, GOAL, { kind: 'goal', id: filters.parentGoalId }), paging)
    : await listPage(ctx, spec, paging)
  return { ...found, data: await viewGoals(ctx, found.data) }
}

const specOf = (filters: Omit<GoalQuery, 'page' | 'pageSize' | 'cursor'>): ListSpec<GoalRecord> => ({
  name: `goals ${JSON.stringify(filters)}`,
  range: startingWith(sk.entities('goal')),
  read: (item) => fromItem(GOAL, item),
  ...keepWhere(filters),
  counted: 'goal',
})
