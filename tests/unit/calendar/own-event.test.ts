import { describe, expect, test } from 'vitest'
import { ownEvent, uidHash } from '../../../lib/domain/calendar/import/own-event.ts'
import type { ProviderEvent } from '../../../lib/domain/calendar/sync/provider.ts'

const READ: ProviderEvent = {
  ...{ title: 'Dentist', notes: null, location: null, attendees: [], conferenceUrl: null, busy: true },
  ...{ start: '2027-01-03T10:00:00.000Z', end: '2027-01-03T11:00:00.000Z', allDay: false, timeZone: 'UTC' },
  ...{ rrule: null, cancelled: [], changed: {}, status: 'confirmed' },
  ...{ calendar: 'ics', externalId: 'a@example.com', recurrenceId: null, etag: null, ref: null, taskId: null },
}

describe('an event of a file', () => {
  test('becomes one of the person that can be changed, and keeps its UID', () => {
    expect(ownEvent('ada', 'one', READ)).toMatchObject({
      ...{ id: 'one', userId: 'ada', title: 'Dentist', provider: 'manual', connectionId: null, calendarId: null },
      ...{ externalId: 'a@example.com', recurrenceId: null, readOnly: false, etag: null, syncedAt: null },
    })
  })

  test('that no event of the calendar may be is named with why', () => {
    expect(ownEvent('ada', 'one', { ...READ, end: '2027-01-02T11:00:00.000Z' })).toBe('end: Must not be before start')
    expect(ownEvent('ada', 'one', { ...READ, rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' })).toBe(
      'rrule: There is no such day',
    )
    expect(ownEvent('ada', 'one', { ...READ, rrule: 'FREQ=SOMETIMES' })).toMatch(/^rrule: /)
  })

  test('is known again by its UID and which occurrence it is, and by nothing else', () => {
    expect(uidHash({ ...READ, title: 'Other' } as ProviderEvent)).toBe(uidHash(READ))
    expect(uidHash({ ...READ, externalId: 'b' })).not.toBe(uidHash(READ))
    expect(uidHash({ ...READ, recurrenceId: READ.start })).not.toBe(uidHash(READ))
  })
})
