import type { EventContent } from '../../../../lib/domain/calendar/event-content.ts'
import { CalendarUnavailable, type ProviderEvent } from '../../../../lib/domain/calendar/sync/provider.ts'
import { OutboundRefused } from '../../../../lib/platform/outbound/outbound-refused.ts'
import type { Quirks } from '../../../support/caldav/fake-server.ts'
import { applyPage, ctx, newMirror, oneCalendar } from './support.ts'

/** The truth about one event, as both sides made it. */
type Truth = { title: string; hour: number; isSeries: boolean; cancelled: Set<number>; titles: Map<number, string> }

/** A generator of numbers that a seed decides (Mulberry32). */
export const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const two = (value: number): string => String(value).padStart(2, '0')
const day = (index: number): string => `2026-12-${two(index + 1)}`
const startOf = ({ hour }: Truth, index = 0): string => `${day(index)}T${two(hour)}:00:00.000Z`

/** As another program writes it, with something in it that we do not know. */
const textOf = (uid: string, truth: Truth): string => {
  const at = (index: number) => `202612${two(index + 1)}T${two(truth.hour)}0000Z`
  const event = (title: string, index: number, ...more: string[]) => [
    ...['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z', `DTSTART:${at(index)}`, 'DURATION:PT1H'],
    ...[`SUMMARY:${title}`, `X-KEEP:${uid}`, ...more, 'BEGIN:VALARM', 'TRIGGER:-PT5M', 'END:VALARM', 'END:VEVENT'],
  ]
  const exdates = [...truth.cancelled].map((index) => `EXDATE:${at(index)}`)
  const changed = [...truth.titles].flatMap(([index, title]) => event(title, index, `RECURRENCE-ID:${at(index)}`))
  const own = event(truth.title, 0, ...(truth.isSeries ? ['RRULE:FREQ=DAILY;COUNT=6', ...exdates] : []))
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...own, ...changed, 'END:VCALENDAR', ''].join('\r\n')
}

const shown = (events: ProviderEvent[]): string =>
  events
    .map(({ title, start, rrule, cancelled, changed }) => {
      const titles = Object.entries(changed).map(([at, own]) => `${at} ${own.title}`)
      return [title, start, rrule !== null, cancelled.join(), titles.join()].join('|')
    })
    .join()

const expectedOf = (truth: Truth): string => {
  const changed = [...truth.titles].filter(([, title]) => title !== truth.title)
  const titles = [...truth.titles]
    .sort(([a], [b]) => a - b)
    .map(([at, title]) => `${day(at)} ${changed.some(([one]) => one === at) ? title : undefined}`)
  return [truth.title, startOf(truth), truth.isSeries, [...truth.cancelled].sort().map(day).join(), titles.join()].join(
    '|',
  )
}

const QUIRKS: Partial<Quirks>[] = [
  {},
  { truncateAt: 1, style: 'odd' },
  { hasSync: false, hasEtagAtPut: false },
  { hrefs: 'encoded', isTeapot: true, truncateAt: 2 },
  { hasSync: false, liesAboutSync: true, hrefs: 'absolute' },
  { style: 'default', hrefs: 'internal', hasQuery: false, hasEtagAtPut: false },
]

/** One history of both sides. Every request may be lost, before or after the server acts on it; every run may be cut off. */
export const play = async (seed: number, steps: number) => {
  const random = randomFrom(seed)
  const oneOf = <T>(all: T[]): T | undefined => all[random(all.length)]
  const trouble = { isOn: true }
  const world = oneCalendar(QUIRKS[seed % QUIRKS.length], (fetch) => async (address, request) => {
    const luck = trouble.isOn ? random(25) : 9
    if (luck === 0) throw new OutboundRefused('unreachable', 'lost')
    const answer = await fetch(address, request)
    if (luck === 1) throw new OutboundRefused('timeout', 'lost')
    return answer
  })
  const { fake, path, provider, access } = world
  const truths = new Map<string, Truth>()
  const mirror = newMirror()
  let made = 0
  /** Texts that lost what we do not know. */
  const lost: string[] = []

  const newTruth = (): Truth => {
    made += 1
    return {
      title: `T${made}`,
      hour: 6 + random(10),
      isSeries: random(2) === 0,
      cancelled: new Set(),
      titles: new Map(),
    }
  }
  const store = (name: string, truth: Truth) => {
    truths.set(name, truth)
    fake.put(path, name, textOf(name, truth))
  }
  const there = () => [...truths.keys()]

  const elsewhere = () => {
    const name = oneOf(there())
    const truth = name && truths.get(name)
    const what = random(6)
    if (!name || !truth || what < 2) return store(`n-${made}@x.ics`, newTruth())
    if (what === 2) {
      truths.delete(name)
      return fake.remove(path, name)
    }
    if (what === 3) truth.hour = 6 + random(10)
    else if (truth.isSeries && what === 4) {
      const index = 1 + random(5)
      if (truth.titles.has(index)) return
      truth.cancelled.add(index)
    } else truth.title = `R${seed} ${random(99)}`
    store(name, truth)
  }

  /** A change of ours, of an event as the mirror has it. What the server did counts, even when its answer is lost. */
  const here = async () => {
    const name = oneOf([...mirror.groups.keys()])
    const event = name === undefined ? undefined : mirror.groups.get(name)?.[0]
    const key = decodeURIComponent(name ?? '')
    const stored = () => fake.resources(path).get(key)?.etag
    const before = stored()
    const own = event && { calendar: path, externalId: event.externalId, ref: event.ref, etag: event.etag }
    const truth = truths.get(key)
    const what = random(5)
    const title = `L${random(99)}`
    try {
      if (!own || what === 0) {
        const fresh = newTruth()
        const id = `block-${made}`
        const content: EventContent = {
          ...{
            title: fresh.title,
            notes: null,
            location: null,
            start: startOf(fresh),
            end: startOf({ ...fresh, hour: fresh.hour + 1 }),
          },
          ...{
            allDay: false,
            timeZone: 'UTC',
            rrule: null,
            cancelled: [],
            changed: {},
            attendees: [],
            conferenceUrl: null,
            busy: true,
            status: 'confirmed',
          },
        }
        const change = { type: 'create', calendar: path, id, content, taskId: 'task' } as const
        try {
          await provider.push?.(ctx, access, change)
          await provider.push?.(ctx, access, change)
        } finally {
          if (fake.resources(path).has(`${id}.ics`)) truths.set(`${id}.ics`, { ...fresh, isSeries: false })
        }
        return
      }
      if (what === 1) await provider.push?.(ctx, access, { type: 'delete', ...own, occurrence: null })
      else if (what === 2 && event?.rrule) {
        const occurrence = `${day(3)}T${event.start.slice(11)}`
        await provider.push?.(ctx, access, { type: 'update', ...own, occurrence, content: { title } })
      } else await provider.push?.(ctx, access, { type: 'update', ...own, occurrence: null, content: { title } })
    } catch (error) {
      if (!(error instanceof CalendarUnavailable)) throw error
    } finally {
      if (truth && before !== undefined && stored() === undefined) truths.delete(key)
      else if (truth && before !== stored()) {
        if (what !== 2 || !truth.isSeries) {
          for (const [index, one] of truth.titles) if (one === truth.title) truth.titles.set(index, title)
          truth.title = title
        } else truth.titles.set(3, title)
        const text = fake.resources(path).get(key)?.text ?? ''
        if (!/X-KEEP|X-LIFEOS-TASK/.test(text)) lost.push(text)
      }
    }
  }

  /** Pages, until a run is cut off: between a page and its cursor, or after that. */
  const sync = async () => {
    for (;;) {
      try {
        const page = await world.list(mirror.cursor)
        if (!page) return true
        applyPage(mirror, page)
        if (trouble.isOn && random(8) === 0) {
          mirror.seen = mirror.cursor === null ? null : mirror.seen
          return false
        }
        mirror.cursor = page.cursor
        if (!page.hasMore) return true
      } catch (error) {
        if (!(error instanceof CalendarUnavailable)) throw error
        if (error.code !== 'cursor_expired') return false
        mirror.cursor = null
        mirror.seen = null
      }
    }
  }

  for (let step = 0; step < steps; step++) {
    const what = random(10)
    if (what < 4) elsewhere()
    else if (what < 6) await here()
    else if (what < 9) await sync()
    else fake.forget(path)
  }
  trouble.isOn = false
  await sync()
  const found = [...mirror.groups].map(([name, events]) => `${decodeURIComponent(name)} ${shown(events)}`).sort()
  const wanted = [...truths].map(([name, truth]) => `${name} ${expectedOf(truth)}`).sort()
  return { found: [...found, ...lost], wanted }
}
