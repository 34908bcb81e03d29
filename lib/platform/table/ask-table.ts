import { jobKey } from './keys.ts'
import { getItem } from './table.ts'

/** Whether the table answers: reads a row that nobody has. @throws 503 */
export const askTable = async (deadline: number): Promise<void> => {
  await getItem(jobKey('health'), { deadline })
}
