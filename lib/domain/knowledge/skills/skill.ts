import { type Kind, linkRelation } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { MAX_LEVEL, MAX_PREREQUISITES, type Skill, skillFields } from './skill.fields.ts'

/** What somebody can, and what has to be known before. Prerequisites never close a cycle. */
export const SKILL: Kind<Skill> = {
  name: 'skill',
  label: 'Skill',
  title: 'name',
  text: ['category'],
  defaults: defaultsOf(skillFields),
  relations: [
    { ...linkRelation<Skill>('skill', 'prerequisites', 'skill', 'Skill', { max: MAX_PREREQUISITES }), acyclic: true },
  ],
}

/** The XP with which a level begins: each takes 100 more than the one before. */
const xpOf = (level: number): number => 50 * level * (level + 1)

/** The level that so much progress is worth, 0 to 5: 100, 300, 600, 1,000 and 1,500 XP. */
export const levelOf = (xp: number): number => {
  let level = 0
  while (level < MAX_LEVEL && xp >= xpOf(level + 1)) level += 1
  return level
}

/** A skill with more progress. */
export const progressed = ({ xp, level, learned }: Skill, amount: number): Pick<Skill, 'xp' | 'level' | 'learned'> => {
  const reached = Math.max(level, levelOf(xp + amount))
  return { xp: xp + amount, level: reached, learned: learned || reached === MAX_LEVEL }
}
