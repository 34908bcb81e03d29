import fc from 'fast-check'
import { expect, it } from 'vitest'
import { focusWorld, times } from './focus-world.ts'

/** What may happen: in LifeOS, in the calendar, and to a run of the sync, which may die at one of its awaits. */
const Step = fc.oneof(
  fc.record({ type: fc.constant('apply' as const), at: fc.nat(30), parts: fc.integer({ min: 1, max: 3 }) }),
  ...(['revert', 'finish', 'reopen', 'clear'] as const).map((type) => fc.record({ type: fc.constant(type) })),
  fc.record({ type: fc.constant('retime' as const), at: fc.nat(30), length: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ type: fc.constant('rename' as const), title: fc.constantFrom('A', 'B') }),
  fc.record({ type: fc.constant('move' as const), which: fc.nat(2), at: fc.nat(30), length: fc.constantFrom(1, 3) }),
  fc.record({ type: fc.constant('remove' as const), which: fc.nat(2) }),
)
const Crash = fc.option(fc.record({ nth: fc.integer({ min: 1, max: 14 }), after: fc.boolean() }), { freq: 2 })
const Meanwhile = fc.option(fc.record({ nth: fc.integer({ min: 1, max: 14 }), step: Step }), { freq: 2 })
type Step = typeof Step extends fc.Arbitrary<infer S> ? S : never
type World = ReturnType<typeof focusWorld>

const eventsOf = (world: World) =>
  [...world.remote].filter(([, { taskId }]) => taskId === 't').sort(([, a], [, b]) => (a.start < b.start ? -1 : 1))

const happen = (world: World, step: Step): void => {
  if (step.type === 'apply') {
    const parts = Array.from({ length: step.parts }, (_, i) => step.at + 10 * i)
    world.apply(parts.map((at) => times(at, at + 4)))
  } else if (step.type === 'retime') {
    const { start, end } = times(step.at, step.at + step.length)
    world.changeTask({ scheduledStart: start, scheduledEnd: end })
  } else if (step.type === 'rename') world.changeTask({ title: step.title })
  else if (step.type === 'move' || step.type === 'remove') byHand(world, step)
  else if (step.type === 'revert') world.revert()
  else if (step.type === 'clear') world.changeTask({ scheduledStart: null, scheduledEnd: null })
  else world.changeTask({ isFinished: step.type === 'finish' })
}

const byHand = (world: World, step: Extract<Step, { type: 'move' | 'remove' }>): void => {
  const [id] = eventsOf(world)[step.which] ?? []
  if (id && step.type === 'remove') world.remote.delete(id)
  else if (id && step.type === 'move') world.put(id, times(step.at, step.at + step.length))
}

const untilDone = async (world: World): Promise<void> => {
  for (let i = 0; i < 10; i++) if ((await world.run())?.isDone) return
  throw new Error('It never ends')
}

const started = (): World => {
  const world = focusWorld()
  world.put('other', times(0, 1))
  world.newTask()
  return world
}

/** What holds whenever nobody does anything any more. */
const expectInStep = async (world: World): Promise<void> => {
  const { writes, moves } = world
  const state = JSON.stringify([world.focus, world.task])
  await world.run()
  expect([world.writes, world.moves, JSON.stringify([world.focus, world.task])]).toEqual([writes, moves, state])
  const { task, focus } = world
  const isShown = task && focus && focus.blocks.length > 0 && !task.isFinished && task.scheduledStart !== null
  const events = eventsOf(world).map(([, { start, end, title }]) => ({ start, end, title }))
  if (!isShown) expect(events).toEqual([])
  else {
    const own = { start: task.scheduledStart, end: task.scheduledEnd, title: task.title }
    expect(events).toContainEqual(own)
    const isPlans = focus.blocks[0]?.start === own.start && focus.blocks[0]?.end === own.end
    expect(events).toHaveLength(isPlans ? focus.blocks.length : 1)
  }
  expect(world.remote.get('other')).toMatchObject(times(0, 1))
}

it('calendar and blocks come into step after any history, wherever runs die and whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(Step, Crash, Meanwhile, fc.boolean()), { maxLength: 14 }), async (history) => {
      const world = started()
      for (const [step, crash, meanwhile, isSynced] of history) {
        happen(world, step)
        world.meanwhile = meanwhile && { nth: meanwhile.nth, act: () => happen(world, meanwhile.step) }
        if (isSynced) await world.run(crash?.nth, crash?.after)
        world.meanwhile = null
      }
      await untilDone(world)
      await expectInStep(world)
    }),
    { numRuns: 3_000 },
  )
})

it('each change holds on both sides when runs come between, and costs one write for each block before and after it at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(Step, Crash), { maxLength: 12 }), async (history) => {
      const world = started()
      for (const [step, crash] of history) {
        const before = eventsOf(world).map(([id]) => id)
        const truth = expected(world, step)
        const { writes } = world
        happen(world, step)
        const died = crash ? (await world.run(crash.nth, crash.after)) === null : false
        await untilDone(world)
        await expectInStep(world)
        const { task } = world
        expect([task?.scheduledStart ?? null, task?.scheduledEnd ?? null]).toEqual(truth)
        const isByHand = step.type === 'move' || step.type === 'remove'
        const most = isByHand ? 0 : before.length + eventsOf(world).length + Number(died)
        expect(world.writes - writes).toBeLessThanOrEqual(most)
      }
    }),
    { numRuns: 2_000 },
  )
})

/** The time of the task after a step, said without the code under test. */
const expected = (world: World, step: Step): [string | null, string | null] => {
  const { task, focus } = world
  const now: [string | null, string | null] = [task?.scheduledStart ?? null, task?.scheduledEnd ?? null]
  const at = (from: number, to: number): [string, string] => [times(from, to).start, times(from, to).end]
  if (step.type === 'apply') return task?.isFinished ? now : at(step.at, step.at + 4)
  if (step.type === 'revert') return focus ? [null, null] : now
  if (step.type === 'clear') return [null, null]
  if (step.type === 'retime') return at(step.at, step.at + step.length)
  if (step.type !== 'move' && step.type !== 'remove') return now
  const [id, event] = eventsOf(world)[step.which] ?? []
  const first = focus?.placed.find(({ externalId }) => externalId === id)
  const others = (focus?.placed ?? []).filter(({ externalId }) => externalId !== id).sort((a, b) => a.part - b.part)
  if (!event || !first || others.some(({ part }) => part < first.part)) return now
  if (step.type === 'move') return at(step.at, step.at + step.length)
  const [next] = others
  const known = next && world.remote.get(next.externalId)
  return known ? [known.start, known.end] : [null, null]
}
