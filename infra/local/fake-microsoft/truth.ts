import type { Mailbox } from './books.ts'
import { seenOf } from './occurrences.ts'

/** What takes place in a calendar in a time range (epoch ms), as its owner sees it: "title from to", sorted. */
export const seenIn = (mailbox: Mailbox, calendar: string, span: { from: number; to: number }): string[] =>
  [...mailbox.events.values()]
    .filter((event) => event.calendar === calendar && !event.fields.isCancelled)
    .flatMap((event) => seenOf(event, span))
    .map(({ fields, startMs, endMs }) => {
      const shown = (ms: number) => new Date(ms).toISOString().slice(0, fields.isAllDay ? 10 : 24)
      return `${fields.subject} ${shown(startMs)} ${shown(endMs)} ${fields.showAs}`
    })
    .sort()
