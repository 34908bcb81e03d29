import type { Calendar, Mailbox, Stored } from './books.ts'
import type { DeltaStyle } from './delta.ts'
import { type GraphError, notFound } from './failures.ts'
import type { Json, Preferences } from './wire.ts'
import type { Duplicates } from './write-event.ts'

export type Call = {
  method: string
  /** Path and query, from /v1.0 on. */
  target: string
  headers: Record<string, string | undefined>
  body: string
}
export type Answer = { status: number; headers: Record<string, string>; body: string }

export type World = {
  /** Where it is reached, for the links that it gives. */
  base: string
  /** By access token: whose mailbox it opens. */
  tokens: Map<string, Mailbox>
  /** Other tokens: those that the sign-in gave. Null for one that is not good. */
  signedIn: (authorization: string | undefined) => { mailbox: Mailbox; mayWrite: boolean } | null
  /** Answers for the next calls, in order; null lets one through. */
  faults: (GraphError | null)[]
  deltaStyle: DeltaStyle
  duplicates: Duplicates
  /** The most entries of a page, whatever a request prefers. */
  pageSize: number
  /** What was asked: `GET /v1.0/me/calendars`. */
  received: string[]
}

export type Asked = {
  world: World
  mailbox: Mailbox
  query: URLSearchParams
  prefer: Preferences
  ifMatch: string | undefined
  body: Json
  changed: (event: Stored, changeType: 'created' | 'updated' | 'deleted') => void
}
export type Reply = { status: number; json?: Json | undefined }
export type Routes = [RegExp, (asked: Asked, ...names: string[]) => Reply | Promise<Reply>][]

export const calendarIn = ({ mailbox }: Asked, id: string): Calendar => {
  const calendar = mailbox.calendars.get(id)
  if (!calendar) throw notFound()
  return calendar
}
