import type { Kind } from '../../../platform/events/kind.ts'
import { sk } from '../../../platform/table/keys.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { type FeedRecord, feedFields } from './feed.fields.ts'

/** An address under which other calendars read what a person has in theirs. */
export const CALENDAR_FEED: Kind<FeedRecord> = {
  name: 'calendarfeed',
  label: 'Calendar feed',
  undo: 'refused',
  title: 'name',
  defaults: defaultsOf(feedFields),
  derivedRows: (id) => [sk.feedAddress(id)],
}
