import * as z from 'zod'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import { Linked } from '../../lib/domain/links/link.service.ts'
import {
  LogbookEntry,
  LogbookLink,
  LogbookLinkPage,
  LogbookPage,
  LogbookQuery,
  OnThisDayQuery,
} from '../../lib/domain/logbook/logbook.schema.ts'
import {
  CreateEntry,
  CreateEntryQuery,
  ReplaceEntry,
  UpdateEntry,
} from '../../lib/domain/logbook/logbook-input.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const EntryPath = z.object({ entryId: Id.describe('Its id, or its date as YYYY-MM-DD') })
const LinkPath = EntryPath.extend({ entityId: Id })

const tags = ['logbook']

export const routes = {
  listLogbook: {
    method: 'GET',
    path: '/logbook',
    summary: 'List logbook entries, newest day first',
    tags,
    query: LogbookQuery,
    status: 200,
    response: LogbookPage,
    description: 'Everything up to 1,000 rows, or pages.',
  },
  createLogbookEntry: {
    method: 'POST',
    path: '/logbook',
    summary: 'Write the entry of a day',
    tags,
    query: CreateEntryQuery,
    body: CreateEntry,
    status: 201,
    response: LogbookEntry,
    description: 'One for each day: a second is refused (409), or joined to the first with merge=true.',
  },
  listOnThisDay: {
    method: 'GET',
    path: '/logbook/on-this-day',
    summary: 'List what was written on this day in earlier years',
    tags,
    query: OnThisDayQuery,
    status: 200,
    response: LogbookPage,
  },
  readLogbookEntry: {
    method: 'GET',
    path: '/logbook/{entryId}',
    summary: 'Read an entry by its id or date',
    tags,
    params: EntryPath,
    status: 200,
    response: LogbookEntry,
  },
  updateLogbookEntry: {
    method: 'PATCH',
    path: '/logbook/{entryId}',
    summary: 'Change an entry, or move it to another day',
    tags,
    params: EntryPath,
    body: UpdateEntry,
    status: 200,
    response: LogbookEntry,
    description: 'An empty string or null clears a field. A day that has an entry is refused (409).',
  },
  replaceLogbookEntry: {
    method: 'PUT',
    path: '/logbook/{entryId}',
    summary: 'Replace an entry',
    tags,
    params: EntryPath,
    body: ReplaceEntry,
    status: 200,
    response: LogbookEntry,
    description: 'Like PATCH, but what is not sent goes back to its default. A day that has an entry is refused (409).',
  },
  deleteLogbookEntry: {
    method: 'DELETE',
    path: '/logbook/{entryId}',
    summary: 'Move an entry to the trash',
    tags,
    params: EntryPath,
    status: 200,
    response: Deleted,
    description: 'It stays in the trash for 30 days; it can be restored while its day has no other entry.',
  },
  listLogbookLinks: {
    method: 'GET',
    path: '/logbook/{entryId}/links',
    summary: 'List what an entry is linked to',
    tags,
    params: EntryPath,
    status: 200,
    response: LogbookLinkPage,
  },
  linkLogbookEntry: {
    method: 'POST',
    path: '/logbook/{entryId}/links',
    summary: 'Link an entry to a task, project, goal or habit',
    tags,
    params: EntryPath,
    body: LogbookLink,
    status: 201,
    response: Linked,
  },
  unlinkLogbookEntry: {
    method: 'DELETE',
    path: '/logbook/{entryId}/links/{entityId}',
    summary: 'Take a link of an entry away',
    tags,
    params: LinkPath,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable
