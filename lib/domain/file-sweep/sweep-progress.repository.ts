import { jobKey } from '../../platform/table/keys.ts'
import { getItem, updateItem } from '../../platform/table/table.ts'

const KEY = jobKey('sweep-files')

/** After which object a sweep goes on; null: at the beginning. */
export const loadPlace = async (deadline: number): Promise<string | null> => {
  const row = await getItem(KEY, { deadline, consistent: true })
  return typeof row?.place === 'string' ? row.place : null
}

export const savePlace = async (place: string | null, deadline: number): Promise<void> => {
  const values = { ':place': place }
  await updateItem({ Key: KEY, UpdateExpression: 'SET place = :place', ExpressionAttributeValues: values }, deadline)
}
