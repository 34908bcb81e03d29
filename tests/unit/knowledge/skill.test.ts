import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blankOf, newEntity } from '../../../lib/domain/entity-fields.ts'
import { type Skill, skillFields } from '../../../lib/domain/knowledge/skills/skill.fields.ts'
import { levelOf, progressed } from '../../../lib/domain/knowledge/skills/skill.ts'

const SKILL: Skill = { ...blankOf(skillFields), name: 'Rust', category: 'backend', ...newEntity('u', 's', 0) }

test('levels begin at 100, 300, 600, 1,000 and 1,500 XP', () => {
  expect([0, 99, 100, 299, 300, 600, 1_000, 1_499, 1_500, 1e9].map(levelOf)).toEqual([0, 0, 1, 1, 2, 3, 4, 4, 5, 5])
})

test('progress in any pieces is worth its sum, and never lowers a level that was set by hand', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 })
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 5 }), (parts, level) => {
      const after: Skill = { ...SKILL, level }
      for (const amount of parts) Object.assign(after, progressed(after, amount))
      const sum = parts.reduce((total, amount) => total + amount, 0)
      expect([after.xp, after.level]).toEqual([sum, Math.max(level, levelOf(sum))])
    }),
  )
})
