import { textLines } from '../../domain/calendar/ics/grammar/text-lines.ts'

/** The property of events that LifeOS wrote for a block of a plan: the id of the task. */
export const TASK_MARK = 'X-LIFEOS-TASK'

/** The task for which an event was written; null for others. */
export const taskIn = (text: string | Uint8Array): string | null => {
  const whole = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
  if (!whole.includes(TASK_MARK)) return null
  const line = textLines(whole).find((one) => one.startsWith(`${TASK_MARK}:`))
  return line?.slice(TASK_MARK.length + 1).trim() || null
}
