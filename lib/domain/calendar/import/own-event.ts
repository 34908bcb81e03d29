import { createHash } from 'node:crypto'
import { AppError } from '../../../platform/errors.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { importedEvent } from '../calendar-event.ts'
import type { ProviderEvent } from '../sync/provider.ts'

/** By what an event of a file is known again: its UID and, for an occurrence that is an event of its own, which one. */
export const uidHash = ({ externalId, recurrenceId }: Pick<ProviderEvent, 'externalId' | 'recurrenceId'>): string =>
  createHash('sha256')
    .update(JSON.stringify([externalId, recurrenceId]))
    .digest('hex')
    .slice(0, 32)

/** An event of a file as the person's own, or why it cannot be one. */
export const ownEvent = (userId: string, id: string, read: ProviderEvent): CalendarEvent | string => {
  const { calendar: _calendar, etag: _etag, ref: _ref, taskId: _task, ...content } = read
  try {
    return importedEvent(userId, id, content)
  } catch (error) {
    if (error instanceof AppError && error.status === 400) return reasonOf(error)
    throw error
  }
}

const reasonOf = ({ details, message }: AppError): string => {
  const [first] = Array.isArray(details) ? details : []
  return first ? `${first.loc.at(-1)}: ${first.msg}` : message
}
