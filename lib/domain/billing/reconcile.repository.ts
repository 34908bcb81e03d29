import { jobKey } from '../../platform/table/keys.ts'
import { getItem, updateItem } from '../../platform/table/table.ts'

/** `cursor`: where the sweep goes on; null: it begins. `sweptAt`: when the last whole one began, epoch seconds. */
export type Progress = { cursor: string | null; sweptAt: number }

const KEY = jobKey('reconcile-billing')

export const loadProgress = async (deadline: number): Promise<Progress> => {
  const row = await getItem(KEY, { deadline, consistent: true })
  return { cursor: typeof row?.place === 'string' ? row.place : null, sweptAt: Number(row?.sweptAt ?? 0) }
}

export const saveProgress = async ({ cursor, sweptAt }: Progress, deadline: number): Promise<void> => {
  await updateItem(
    {
      Key: KEY,
      UpdateExpression: 'SET place = :place, sweptAt = :sweptAt',
      ExpressionAttributeValues: { ':place': cursor, ':sweptAt': sweptAt },
    },
    deadline,
  )
}
