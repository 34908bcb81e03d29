import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCalendar } from '../../../lib/domain/calendar/calendar.list.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { patchEvent } from '../../../lib/domain/calendar/write/write-event.service.ts'
import { AppError } from '../../../lib/platform/errors.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { contextFor } from '../../support/context.ts'
import { startFocusApi } from '../../support/focus-api.ts'
import { partitionOf } from '../../support/partition.ts'

type Run = { left: number; meanwhile: () => Promise<unknown> }
const storage = new AsyncLocalStorage<Run | null>()

let api: Awaited<ReturnType<typeof startFocusApi>>
beforeAll(async () => {
  api = await startFocusApi()
  documentClient().middlewareStack.add(
    (next) => async (args) => {
      const run = storage.getStore()
      if (run && --run.left === 0) await storage.run(null, run.meanwhile)
      return next(args)
    },
    { step: 'initialize', name: 'meanwhile' },
  )
})
afterAll(async () => {
  documentClient().middlewareStack.remove('meanwhile')
  await api.stop()
})

const at = (day: number) => ({ start: `2027-03-0${day}T10:00:00.000Z`, end: `2027-03-0${day}T11:00:00.000Z` })
const ALL = { scope: 'all' } as const

type Case = { isMovedAgain: boolean; hasVersions: boolean }

/** A run that brings a move to the second day; before its nth call to the table the person moves the event to the third. */
const raced = async (nth: number, { isMovedAgain, hasVersions }: Case) => {
  const { ctx, id, providers, calendar, idle } = await api.newPerson(({ memory }) => {
    memory.put('review', { title: 'Review', ...at(1) })
    memory.hasVersions = hasVersions
  })
  const { memory } = calendar
  const rows = async () => (await listCalendar(contextFor(ctx.userId), { from: '2027-03-01', to: '2027-03-20' })).data
  const [event] = await rows()
  const own = () => contextFor(ctx.userId)
  let moves = 0
  const move = async () => {
    try {
      await patchEvent(own(), providers, event?.id ?? '', at(3), ALL)
      moves += 1
    } catch (error) {
      // The event changed there: it was read again, and the person tries once more.
      if (!(error instanceof AppError && error.status === 409)) throw error
    }
  }
  const meanwhile = async () => {
    await move()
    if (moves === 0) await move()
    if (isMovedAgain) memory.put('review', at(4))
  }
  memory.put('review', at(2))
  const run: Run = { left: nth, meanwhile }
  await storage.run(run, () => syncConnection(own(), providers, id, 'schedule'))
  await idle()
  await syncConnection(own(), providers, id, 'schedule')
  const stored = [...(await partitionOf(ctx.userId))].filter(([key]) => key.startsWith('CALENDAREVENT#'))
  const [pointer] = [...(await partitionOf(ctx.userId))].filter(([key]) => key === `CALENDARID#${event?.id}`)
  return {
    wasCalled: run.left <= 0,
    moves,
    shown: (await rows()).map(({ start }) => start),
    there: memory.events.get('review')?.start,
    keys: stored.map(([key]) => key),
    pointer: pointer?.[1].to,
  }
}

describe.each<Case>([
  { isMovedAgain: false, hasVersions: true },
  { isMovedAgain: true, hasVersions: true },
  { isMovedAgain: false, hasVersions: false },
  { isMovedAgain: true, hasVersions: false },
])(
  'an event that is moved here while a run moves it (there once more: $isMovedAgain, by versions: $hasVersions)',
  (given) => {
    it('is there once, as the provider has it, at every moment of the run', async () => {
      let moves = 0
      for (let nth = 1, isMidway = true; isMidway; nth += 1) {
        const { wasCalled, shown, there, keys, pointer, ...rest } = await raced(nth, given)
        isMidway = wasCalled
        moves += rest.moves
        expect({ nth, shown, keys }).toEqual({ nth, shown: [there], keys: [pointer] })
      }
      expect(moves).toBeGreaterThan(2)
    })
  },
)
