import { AppError } from '../../../platform/errors.ts'

export const calendarNotConfigured = () =>
  new AppError(503, 'CALENDAR_NOT_CONFIGURED', 'Calendars of this provider cannot be connected here')
