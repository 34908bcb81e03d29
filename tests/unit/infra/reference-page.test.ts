import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context as LambdaContext } from 'aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/meta/handler.ts'
import { startHere } from '../../../infra/generate/start-here.ts'
import { orderedTags } from '../../../infra/generate/tags.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { eventOf } from '../http/kernel.ts'

beforeAll(() => stubEnvironment({ LOG_LEVEL: 'silent' }))

const root = join(import.meta.dirname, '../../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const document = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'))

const get = (path: string) => handler(eventOf('GET', path), { getRemainingTimeInMillis: () => 10_000 } as LambdaContext)

describe('the root of the host and of the API', () => {
  it.each(['/', '/api/v1', '/api/v1/'])('says at %s what this is, to anybody', async (path) => {
    const { statusCode, body } = await get(path)
    expect(statusCode).toBe(200)
    expect(JSON.parse(body ?? '').data).toMatchObject({ name: document.info.title, version: document.info.version })
  })

  it('names addresses that answer', async () => {
    const { docs, openapi, health } = JSON.parse((await get('/')).body ?? '').data
    const statuses = await Promise.all([docs, openapi, health].map(async (path) => (await get(path)).statusCode))
    expect(statuses).toEqual([200, 200, 200])
  })
})

describe('the reference page', () => {
  const tags: { name: string; description?: string }[] = document.tags

  it('groups operations in the order of the README’s first sentence, each group with a description', () => {
    const sentence = /whole life: ([^.]+)\./.exec(readme)?.[1] ?? ''
    const words = sentence
      .toLowerCase()
      .replace('planning', 'planner')
      .split(/, | and /)
    expect(words.length).toBeGreaterThan(8)
    const order = words.map((word) => tags.findIndex(({ name }) => name === word))
    expect(order.every((place) => place >= 0)).toBe(true)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order[0]).toBe(0)
    expect(tags.filter(({ description }) => !description)).toEqual([])
  })

  it('lists a group that it does not know after the others, described by its function', () => {
    const used = ['zoo', 'tasks', 'ants'].map((name): [string, string] => [name, `What ${name} do`])
    const [first, ...others] = orderedTags(new Map(used))
    expect(first?.name).toBe('tasks')
    expect(others).toEqual([
      { name: 'ants', description: 'What ants do' },
      { name: 'zoo', description: 'What zoo do' },
    ])
  })

  it('opens on the README’s tour', () => {
    const description: string = document.info.description
    expect(description).toContain('## Start here')
    for (const line of readme.split('\n').filter((one) => one.includes('curl -s'))) expect(description).toContain(line)
    expect(() => startHere('# LifeOS')).toThrow('A tour')
  })
})
