import { describe, expect, it } from 'vitest'
import { focusWorld, HOME, quarter, times } from './focus-world.ts'

const shown = (...all: { start: string; end: string }[]) => all.map(({ start, end }) => `${start} ${end}`).sort()

const planned = async (...parts: { start: string; end: string }[]) => {
  const world = focusWorld()
  world.put('other', times(40, 44))
  world.newTask()
  world.apply(parts.length > 0 ? parts : [times(0, 4)])
  await world.run()
  const [id = ''] = [...world.remote].find(([, { taskId, start }]) => taskId === 't' && start === quarter(0)) ?? []
  world.writes = 0
  return { world, id }
}

describe('blocks of a plan', () => {
  it('are written to the calendar, one event each, and coming back they change nothing', async () => {
    const { world } = await planned(times(0, 4), times(8, 12))
    expect(world.events()).toEqual(shown(times(0, 4), times(8, 12)))
    const [focus, task] = [world.focus, world.task]
    expect(await world.run()).toEqual({ writes: 0, isDone: true })
    expect([world.focus, world.task, world.moves]).toEqual([focus, task, 0])
  })

  it('go when the plan is reverted, also when they have begun, and no other event is touched', async () => {
    const { world } = await planned(times(0, 4), times(8, 12))
    world.now = Date.parse(quarter(2))
    world.revert()
    await world.run()
    expect(world.events()).toEqual([])
    expect([...world.remote.keys()]).toEqual(['other'])
    expect(world.writes).toBe(2)
  })

  it('move with a task that is rescheduled in LifeOS, with one write', async () => {
    const { world } = await planned()
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: quarter(22) })
    await world.run()
    await world.run()
    expect(world.events()).toEqual(shown(times(20, 22)))
    expect(world.writes).toBe(1)
  })

  it('become one where a task in parts is given another time in LifeOS', async () => {
    const { world } = await planned(times(0, 4), times(8, 12))
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: quarter(22) })
    await world.run()
    expect(world.events()).toEqual(shown(times(20, 22)))
  })

  it('keep their length when a task is given a start without an end', async () => {
    const { world } = await planned()
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: null })
    await world.run()
    expect(world.events()).toEqual(shown(times(20, 24)))
  })

  it('carry the title of the task, with one write for its change', async () => {
    const { world, id } = await planned()
    world.changeTask({ title: 'Rewrite' })
    await world.run()
    await world.run()
    expect(world.remote.get(id)?.title).toBe('Rewrite')
    expect(world.writes).toBe(1)
  })

  it.each([
    { what: 'finished', change: { isFinished: true } },
    { what: 'deleted', change: { isDeleted: true } },
    { what: 'taken out of the schedule', change: { scheduledStart: null, scheduledEnd: null } },
  ])('that have not begun go when their task is $what, and come back with it', async ({ change }) => {
    const { world } = await planned()
    const before = world.task
    world.changeTask(change)
    await world.run()
    expect(world.events()).toEqual([])
    if (before) world.changeTask(before)
    await world.run()
    expect(world.events()).toEqual(shown(times(0, 4)))
  })

  it('that have begun stay as a record of a finished task', async () => {
    const { world } = await planned(times(0, 4), times(8, 12))
    world.now = Date.parse(quarter(5))
    world.changeTask({ isFinished: true })
    await world.run()
    await world.run()
    expect(world.events()).toEqual(shown(times(0, 4)))
    expect(world.writes).toBe(1)
  })

  it('that are over are not written any more', async () => {
    const world = focusWorld()
    world.newTask()
    world.now = Date.parse(quarter(5))
    world.apply([times(0, 4), times(8, 12)])
    await world.run()
    expect(world.events()).toEqual(shown(times(8, 12)))
  })

  it('of a later plan take the places of the earlier ones', async () => {
    const { world } = await planned(times(0, 4), times(8, 12))
    world.apply([times(16, 20)])
    await world.run()
    expect(world.events()).toEqual(shown(times(16, 20)))
    expect(world.writes).toBe(2)
  })

  it('move to the calendar that is chosen instead, and go when none is', async () => {
    const { world } = await planned()
    world.home = { ...HOME, calendarId: 'another' }
    await world.run()
    expect(world.events()).toEqual(shown(times(0, 4)))
    expect(world.focus?.placed.map(({ calendarId }) => calendarId)).toEqual(['another'])
    world.home = null
    await world.run()
    expect(world.events()).toEqual([])
    expect(world.task?.scheduledStart).toBe(quarter(0))
  })
})

describe('a block in the calendar', () => {
  it('that is moved by hand moves the task, once, and nothing is written back', async () => {
    const { world, id } = await planned()
    world.put(id, times(30, 35))
    await world.run()
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: quarter(30), scheduledEnd: quarter(35) })
    expect([world.moves, world.writes]).toEqual([1, 0])
  })

  it('that is moved and moved back moves the task twice', async () => {
    const { world, id } = await planned()
    world.put(id, times(30, 35))
    await world.run()
    world.put(id, times(0, 4))
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: quarter(0), scheduledEnd: quarter(4) })
    expect([world.moves, world.writes]).toEqual([2, 0])
  })

  it('that is a later part of a task moves without the task', async () => {
    const { world } = await planned(times(4, 8), times(0, 4))
    const [id = ''] = [...world.remote].find(([, { start }]) => start === quarter(0)) ?? []
    world.put(id, times(30, 35))
    await world.run()
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: quarter(4), scheduledEnd: quarter(8) })
    expect(world.events()).toEqual(shown(times(30, 35), times(4, 8)))
    expect([world.moves, world.writes]).toEqual([0, 0])
  })

  it('that is deleted by hand takes the time from the task', async () => {
    const { world, id } = await planned()
    world.remote.delete(id)
    await world.run()
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: null, scheduledEnd: null })
    expect([world.events(), world.moves, world.writes]).toEqual([[], 1, 0])
  })

  it('that is the first of several and is deleted leaves the task the time of the next', async () => {
    const { world, id } = await planned(times(0, 4), times(8, 12))
    world.remote.delete(id)
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: quarter(8), scheduledEnd: quarter(12) })
    expect(world.events()).toEqual(shown(times(8, 12)))
  })

  it('that was deleted by hand is written anew when the task is given another time in LifeOS', async () => {
    const { world, id } = await planned()
    world.remote.delete(id)
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: quarter(22) })
    await world.run()
    expect(world.events()).toEqual(shown(times(20, 22)))
  })

  it('that was moved by hand while the task was given another time in LifeOS decides', async () => {
    const { world, id } = await planned()
    world.put(id, times(30, 35))
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: quarter(22) })
    await world.run()
    expect(world.task).toMatchObject({ scheduledStart: quarter(30), scheduledEnd: quarter(35) })
    expect([world.events(), world.writes]).toEqual([shown(times(30, 35)), 0])
  })

  it('that is moved between being read and being written is not overwritten', async () => {
    const { world, id } = await planned()
    world.changeTask({ scheduledStart: quarter(20), scheduledEnd: quarter(22) })
    const sync = world.sync
    world.sync = () => {
      sync()
      world.put(id, times(30, 35))
      world.sync = sync
    }
    expect((await world.run())?.isDone).toBe(false)
    await world.run()
    expect(world.events()).toEqual(shown(times(30, 35)))
    expect(world.task).toMatchObject({ scheduledStart: quarter(30), scheduledEnd: quarter(35) })
  })
})
