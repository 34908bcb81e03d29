import { expect, test } from 'vitest'
import { oncePerRequest } from '../../../lib/platform/once-per-request.ts'
import { contextFor } from '../../support/context.ts'

const counted = (failing = new Set<number>()) => {
  let reads = 0
  const load = oncePerRequest(async () => {
    reads += 1
    if (failing.has(reads)) throw new Error('not now')
    return reads
  })
  return load
}

test('what a request reads is read once, also by those who ask at the same time', async () => {
  const [load, ctx] = [counted(), contextFor('u')]
  expect(await Promise.all([load(ctx), load(ctx)])).toEqual([1, 1])
  expect(await load(ctx)).toBe(1)
})

test('another request reads for itself', async () => {
  const load = counted()
  expect(await load(contextFor('u'))).toBe(1)
  expect(await load(contextFor('u'))).toBe(2)
})

test('who changes it lets the next one read again', async () => {
  const [load, ctx] = [counted(), contextFor('u')]
  await load(ctx)
  load.forget(ctx)
  expect(await load(ctx)).toBe(2)
})

test('a failure is not remembered', async () => {
  const [load, ctx] = [counted(new Set([1])), contextFor('u')]
  await expect(load(ctx)).rejects.toThrow('not now')
  expect(await load(ctx)).toBe(2)
})
