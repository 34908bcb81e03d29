import {
  addCalendar,
  addEvent,
  changeEvent,
  changeOccurrence,
  moveEvent,
  removeEvent,
  type Stored,
} from '../../infra/local/fake-microsoft/books.ts'
import { GraphError, throttled } from '../../infra/local/fake-microsoft/failures.ts'
import { type Pattern, patternDays, type Recurrence } from '../../infra/local/fake-microsoft/pattern-days.ts'
import { seenIn } from '../../infra/local/fake-microsoft/truth.ts'
import type { EventContent } from '../../lib/domain/calendar/event-content.ts'
import { type Access, CalendarUnavailable, type ProviderEvent } from '../../lib/domain/calendar/sync/provider.ts'
import { accessWith, DAY_MS, graphWorld, shownIn } from './outlook-world.ts'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed * 2_654_435_761
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const ZONES = ['UTC', 'W. Europe Standard Time', 'Pacific Standard Time', 'Asia/Tokyo']
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** What keeps a mirror of the calendar. */
export type Engine = {
  /** Brings the mirror up to date. `mayFail`: it may meet failures, and be cut off anywhere. */
  run: (mayFail: boolean) => Promise<void>
  /** What a push gave. */
  keep: (externalId: string, event: ProviderEvent | null) => void
  /** Events that may be pushed. */
  events: () => ProviderEvent[]
  /** What is mirrored, up to the end of what is. */
  shown: () => Promise<{ mirrored: string[]; span: { from: number; to: number } }>
}

export type Counts = { runs: number; pages: number; expired: number; conflicts: number; failures: number }

export type Play = {
  graph: ReturnType<typeof graphWorld>
  access: () => Access
  seen: Counts
  chance: (of: number) => boolean
  /** A whole number from 0 on. */
  below: (most: number) => number
  /** The next call of Graph fails, now and then. */
  maybeFail: () => void
  signInAgain: () => void
}

/** One history of a calendar that a person and LifeOS change side by side, and what both see at its end. */
export const history = async (seed: number, engineOf: (play: Play) => Engine | Promise<Engine>, now?: number) => {
  const random = randomFrom(seed)
  const below = (most: number): number => Math.floor(random() * most)
  const one = <T>(all: readonly T[]): T => all[below(all.length)] as T
  const chance = (of: number): boolean => random() < of
  const graph = graphWorld({ zone: one(['UTC', 'America/Los_Angeles', 'Europe/Berlin']), ...(now && { now }) })
  const { world, clock, mailbox, provider, ctx, calendar } = graph
  world.deltaStyle = one(['whole', 'sparse'])
  world.duplicates = one(['same', 'refused'])
  world.pageSize = one([1, 2, 5, 1_000])
  const other = addCalendar(mailbox).id
  const seen: Counts = { runs: 0, pages: 0, expired: 0, conflicts: 0, failures: 0 }
  let token = 'token'
  let title = 0
  const access = () => accessWith({ now: clock.now, zone: 'Europe/Berlin' }, token)

  const someDay = (): string => dayAt(clock.now + (below(75) - 27) * DAY_MS)
  const clockTime = (): string => `${String(7 + below(12)).padStart(2, '0')}:${one(['00', '15', '30'])}:00`
  const times = (day: string) => {
    if (chance(0.25))
      return {
        isAllDay: true,
        start: `${day}T00:00:00`,
        end: `${dayAt(Date.parse(day) + one([1, 1, 3]) * DAY_MS)}T00:00:00`,
      }
    const start = `${day}T${clockTime()}`
    const end = new Date(Date.parse(`${start}Z`) + one([0, 30, 90]) * 60_000).toISOString().slice(0, 19)
    return { isAllDay: false, start, end }
  }
  const pattern = (): Pattern =>
    one<() => Pattern>([
      () => ({ type: 'daily', interval: 1 + below(4) }),
      () => ({
        type: 'weekly',
        interval: 1 + below(2),
        daysOfWeek: [one(NAMES), one(NAMES)],
        firstDayOfWeek: one(NAMES),
      }),
      () => ({ type: 'absoluteMonthly', interval: 1, dayOfMonth: one([1, 15, 29, 31]) }),
      () => ({ type: 'relativeMonthly', interval: 1, daysOfWeek: [one(NAMES)], index: one(['first', 'last']) }),
    ])()
  const recurrence = (from: string, zone: string): Recurrence => {
    const made = pattern()
    const range = { type: 'noEnd', startDate: from, recurrenceTimeZone: zone }
    const [startDate = from] = patternDays({ pattern: made, range }, dayAt(Date.parse(from) + 70 * DAY_MS))
    const end = one([
      { type: 'noEnd' },
      { type: 'numbered', numberOfOccurrences: 2 + below(8) },
      { type: 'endDate', endDate: dayAt(Date.parse(startDate) + below(30) * DAY_MS) },
    ])
    return { pattern: made, range: { ...range, startDate, ...end } }
  }
  const fields = (day: string) => ({ ...times(day), subject: `event ${title++}`, showAs: one(['busy', 'free']) })
  const addSeries = (): Stored => {
    const zone = one(ZONES)
    const made = recurrence(someDay(), zone)
    return addEvent(mailbox, calendar, { ...fields(made.range.startDate), zone, recurrence: made })
  }
  const stored = (isWanted: (event: Stored) => boolean = () => true): Stored | undefined =>
    one([...mailbox.events.values()].filter((event) => event.calendar === calendar && isWanted(event)))
  const onOccurrence = (change: (event: Stored, day: string) => void): void => {
    const event = stored(({ recurrence: of }) => of !== null)
    const days = event?.recurrence ? patternDays(event.recurrence, dayAt(clock.now + 60 * DAY_MS)) : []
    const left = days.filter((day) => !event?.changed.get(day)?.isDeleted)
    if (event && left.length > 0) change(event, one(left))
  }

  const person: (() => void)[] = [
    () => addEvent(mailbox, calendar, { ...fields(someDay()), zone: one(ZONES) }),
    addSeries,
    addSeries,
    () => {
      const event = stored()
      if (event) changeEvent(mailbox, event, { subject: `event ${title++}` })
    },
    () => {
      const event = stored(({ recurrence: of }) => of === null)
      if (event) changeEvent(mailbox, event, times(someDay()))
    },
    () => {
      const event = stored(({ recurrence: of }) => of !== null)
      if (!event) return
      const made = recurrence(someDay(), event.fields.zone)
      changeEvent(mailbox, event, times(made.range.startDate), made)
    },
    () => onOccurrence((event, day) => changeOccurrence(mailbox, event, day, 'deleted')),
    () => onOccurrence((event, day) => changeOccurrence(mailbox, event, day, { own: { subject: `event ${title++}` } })),
    () =>
      onOccurrence((event, day) => {
        const { isAllDay } = event.fields
        const moved = dayAt(Date.parse(day) + one([0, 1, 80]) * DAY_MS)
        const start = `${moved}T${isAllDay ? '00:00:00' : clockTime()}`
        const end = new Date(Date.parse(`${start}Z`) + (isAllDay ? DAY_MS : 3_600_000)).toISOString().slice(0, 19)
        changeOccurrence(mailbox, event, day, { own: { start, end } })
      }),
    () => {
      const event = stored()
      if (event) removeEvent(mailbox, event)
    },
    () => {
      const event = one([...mailbox.events.values()])
      if (event) moveEvent(mailbox, event, event.calendar === calendar ? other : calendar)
    },
    () => {
      const event = stored()
      if (event) changeEvent(mailbox, event, { isCancelled: true })
    },
  ]

  const maybeFail = (): void => {
    const fault = one([throttled(3), new GraphError(503, 'ServiceUnavailable', 'Later'), null])
    if (chance(0.05)) world.faults.push(fault)
  }
  const signInAgain = (): void => {
    token = one([...world.tokens.keys()])
  }
  const engine = await engineOf({ graph, access, seen, chance, below, maybeFail, signInAgain })
  const { run, keep } = engine
  const content = (): EventContent => {
    const start = `${someDay()}T0${5 + below(4)}:30:00.000Z`
    const day = start.slice(0, 10)
    const isAllDay = chance(0.2)
    return {
      ...{
        title: `event ${title++}`,
        notes: null,
        location: null,
        allDay: isAllDay,
        timeZone: one(['UTC', 'Europe/Berlin']),
      },
      ...(isAllDay
        ? { start: day, end: dayAt(Date.parse(day) + DAY_MS) }
        : { start, end: start.replace(':30:', ':45:') }),
      ...{ rrule: chance(0.3) && !isAllDay ? 'FREQ=DAILY;COUNT=5' : null, cancelled: [], changed: {}, attendees: [] },
      ...{ conferenceUrl: null, busy: chance(0.5), status: 'confirmed' },
    }
  }
  const mirrored = (): ProviderEvent | undefined => one(engine.events())
  /** A push whose answer may be lost: then it is repeated. */
  const push = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
      if (chance(0.15)) await work()
    } catch (error) {
      if (!(error instanceof CalendarUnavailable)) throw error
      if (error.code === 'conflict') seen.conflicts += 1
    }
  }
  const ours: (() => Promise<void>)[] = [
    async () => {
      const wished = {
        type: 'create',
        calendar,
        id: `id${title++}`,
        content: content(),
        taskId: one([null, 'task']),
      } as const
      await push(async () => {
        const event = await provider.push?.(ctx, access(), wished)
        if (event && 'recurrenceId' in event) keep(event.externalId, event)
      })
    },
    async () => {
      const event = mirrored()
      if (!event) return
      const { externalId, etag, ref, allDay, start } = event
      const days = event.rrule ? [] : [someDay()]
      const moved = days.map((day) =>
        allDay
          ? { start: day, end: dayAt(Date.parse(day) + DAY_MS) }
          : { start: `${day}T10:00:00.000Z`, end: `${day}T11:00:00.000Z` },
      )
      const change = chance(0.5) || !start ? { title: `event ${title++}` } : { busy: !event.busy, ...moved[0] }
      await push(async () => {
        const asked = { type: 'update', calendar, externalId, ref, occurrence: null, etag, content: change } as const
        keep(externalId, ((await provider.push?.(ctx, access(), asked)) ?? null) as ProviderEvent | null)
      })
    },
    async () => {
      const event = mirrored()
      if (!event) return
      const { externalId, etag, ref } = event
      await push(async () => {
        keep(
          externalId,
          ((await provider.push?.(ctx, access(), {
            type: 'delete',
            calendar,
            externalId,
            ref,
            occurrence: null,
            etag,
          })) ?? null) as ProviderEvent | null,
        )
      })
    },
    async () => {
      const event = mirrored()
      if (!event?.rrule) return
      const days = shownIn([[{ ...event, cancelled: [], changed: {} }]], {
        from: clock.now - 10 * DAY_MS,
        to: clock.now + 20 * DAY_MS,
      })
      const occurrence = /\d{4}-\d\d-\d\d(T\S+)?/.exec(one(days) ?? '')?.[0]
      if (!occurrence) return
      const { externalId, etag, ref } = event
      const asked = chance(0.5)
        ? ({ type: 'delete', calendar, externalId, ref, occurrence, etag } as const)
        : ({
            type: 'update',
            calendar,
            externalId,
            ref,
            occurrence,
            etag,
            content: { title: `event ${title++}` },
          } as const)
      await push(async () =>
        keep(externalId, ((await provider.push?.(ctx, access(), asked)) ?? null) as ProviderEvent | null),
      )
    },
  ]

  const meanwhile: (() => void)[] = [
    () => mailbox.tokens.clear(),
    () => {
      clock.now += one([1, 5, 35]) * DAY_MS
    },
    () => {
      world.tokens.clear()
      world.tokens.set(`token${title++}`, mailbox)
    },
  ]

  for (let step = 6 + below(10); step > 0; step--) {
    const kind = random()
    if (kind < 0.5) one(person)()
    else if (kind < 0.7) await one(ours)()
    else if (kind < 0.93) await run(true)
    else one(meanwhile)()
  }
  world.faults = []
  for (let last = 0; last < 4; last++) await run(false)
  const { mirrored: shown, span } = await engine.shown()
  return { mirrored: shown, truth: seenIn(mailbox, calendar, span), seen }
}
