import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { randomCommand } from '../../support/task-commands.ts'

it('after any sequence of commands the log folds to what is stored, row by row', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const userId = randomUUID()
    const random = randomFrom(seed)
    const ids: string[] = []
    for (let step = 0; step < 25; step++) await randomCommand(contextFor(userId), ids, random)
    expect(violationsIn(await partitionOf(userId)), `seed ${seed}`).toEqual([])
  }
})

it('so it does when several writers go at one person at once', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const userId = randomUUID()
    const ids: string[] = []
    const writer = async (random: () => number) => {
      for (let step = 0; step < 12; step++) await randomCommand(contextFor(userId), ids, random)
    }
    await Promise.all([1, 2, 3, 4].map((n) => writer(randomFrom(seed * 100 + n))))
    expect(violationsIn(await partitionOf(userId)), `seed ${seed}`).toEqual([])
  }
})
