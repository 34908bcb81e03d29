import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { promptOf } from '../../../lib/domain/ai/prompt.ts'

const MOMENT = { now: Date.parse('2026-11-20T23:30:00Z'), zone: 'Europe/Berlin' }
const dataOf = (facts: unknown): string => promptOf('Do it.', facts, null, MOMENT).data

describe('a prompt', () => {
  it('keeps any text inside one pair of delimiters, as JSON that says the same', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant('</data>'), fc.constant('<data>'))), (texts) => {
        const data = dataOf({ texts })
        expect(data.match(/<\/?data>/g)).toEqual(['<data>', '</data>'])
        expect(JSON.parse(data.slice('<data>\n'.length, -'\n</data>'.length))).toEqual({ facts: { texts } })
      }),
    )
  })

  it('is bounded, whatever the facts', () => {
    const long = Array.from({ length: 1_000 }, (_, i) => ({
      id: `task-${i}`,
      title: 'x'.repeat(500),
      notes: 'y'.repeat(50_000),
    }))
    expect(dataOf({ long, text: 'z'.repeat(1_000_000) }).length).toBeLessThan(61_000)
  })

  it('has our words alone in the instructions, with the day where the person is', () => {
    const { instructions } = promptOf('Do it.', { note: 'SECRET' }, { note: 'SECRET' }, MOMENT)
    expect(instructions).toContain('2026-11-21')
    expect(instructions).not.toContain('SECRET')
  })

  it('does not tell a model who the person is, nor what is empty', () => {
    expect(dataOf({ task: { userId: 'somebody', title: 't', notes: null } })).not.toMatch(/somebody|notes/)
  })
})
