import type { Context } from '../../../platform/context.ts'
import { conflict } from '../../../platform/errors.ts'
import { create, nextChangeAt, update } from '../../../platform/events/change.ts'
import { checkIfMatch, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { blankOf, newEntity, sent } from '../../entity-fields.ts'
import { guardWrite, loadWithGuard, requireAcyclic } from '../../links/graph.ts'
import { type Skill, skillFields } from './skill.fields.ts'
import type { CreateSkill, SkillProgress, UpdateSkill } from './skill.schema.ts'
import { progressed, SKILL } from './skill.ts'

/** A new skill closes no cycle: nothing requires it yet. @throws 400 naming an unknown prerequisite */
export const createSkill = (ctx: Context, input: CreateSkill, claim?: Claim | null): Promise<Skill> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const fields = { ...blankOf(skillFields), ...sent(input), ...newEntity(ctx.userId, ctx.newId(now), now) }
      const change = create(SKILL, fields, now)
      return { changes: [change], result: change.after }
    },
    claim,
  )

export const listSkills = async (ctx: Context): Promise<Skill[]> =>
  (await partition(ctx).range(sk.entities(SKILL.name))).map((row) => fromItem(SKILL, row))

/** @throws 404, 412, 409 for a cycle of prerequisites, also when two changes close it together, 400 naming the field */
export const updateSkill = (ctx: Context, id: string, patch: UpdateSkill): Promise<Skill> =>
  untilCommitted(ctx, async () => {
    const { entity: skill, guard } = await loadWithGuard(ctx, SKILL, id, 'prerequisites')
    checkIfMatch(ctx, skill)
    const added = (patch.prerequisites ?? []).filter((one) => !skill.prerequisites.includes(one))
    if (added.includes(id))
      throw conflict('A skill cannot require itself', { type: 'cycle', loc: ['body', 'prerequisites'] })
    for (const target of added) await requireAcyclic(ctx, SKILL, 'prerequisites', { source: id, target })
    const change = update(SKILL, skill, sent(patch), nextChangeAt(skill, ctx.now()))
    const writes = change && added.length > 0 ? [guardWrite(ctx, guard)] : []
    return { changes: change ? [change] : [], writes, result: change?.after ?? skill }
  })

/** Adds to the XP of a skill, which raises its level. @throws 404, 412 */
export const addProgress = (
  ctx: Context,
  id: string,
  { amount, source }: SkillProgress,
  claim?: Claim | null,
): Promise<Skill> =>
  mutate(
    ctx,
    SKILL,
    id,
    (skill, at) => {
      const change = update(
        SKILL,
        skill,
        { ...progressed(skill, amount), lastSource: source ?? null },
        at,
        'progressed',
      )
      return change && { changes: [change], result: change.after }
    },
    claim,
  )
