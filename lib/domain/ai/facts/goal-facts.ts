import type { Context } from '../../../platform/context.ts'
import { listGoals } from '../../goals/goal.list.ts'
import type { Goal } from '../../goals/goal.schema.ts'

/** Up to 100 goals that are neither achieved nor abandoned. */
export const openGoals = async (ctx: Context): Promise<Goal[]> => {
  const { data } = await listGoals(ctx, { pageSize: 100 })
  return data.filter(({ status }) => status !== 'Achieved' && status !== 'Abandoned')
}
