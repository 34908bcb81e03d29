import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { Title } from '../../fields.ts'
import { skillFields } from './skill.fields.ts'

export const Skill = entityOf(skillFields).meta({ id: 'Skill' })
export const SkillList = z.object({ data: z.array(Skill) }).meta({ id: 'SkillList' })
export const { Create: CreateSkill, Update: UpdateSkill } = bodiesOf('Skill', skillFields, {})
export type CreateSkill = z.infer<typeof CreateSkill>
export type UpdateSkill = z.infer<typeof UpdateSkill>

export const SkillProgress = z
  .strictObject({
    amount: z.number().positive().max(1_000_000),
    source: Title(200).optional().describe('What it was earned by'),
  })
  .meta({ id: 'SkillProgress' })
export type SkillProgress = z.infer<typeof SkillProgress>
