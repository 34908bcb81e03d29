import type { Kind } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { connectionFields, type StoredConnection } from './connection.fields.ts'

export const CALENDAR_CONNECTION: Kind<StoredConnection> = {
  name: 'calendarconnection',
  label: 'Connection',
  undo: 'refused',
  title: 'account',
  defaults: defaultsOf(connectionFields),
  // Without its secret it would connect nothing.
  isGoneWhenDeleted: true,
}
