/** A task as iCalendar has it (VTODO). */
export type IcsTodo = {
  uid: string
  sequence: number
  summary: string
  description: string | null
  /** A day, or an instant. */
  due: string
  status: 'needs-action' | 'in-process' | 'completed' | 'cancelled'
  completedAt: string | null
  /** 1 is the highest, 9 the lowest. */
  priority: number
  categories: string[]
  /** Minutes before it is due. */
  alarms: number[]
  lastModified: string | null
}
