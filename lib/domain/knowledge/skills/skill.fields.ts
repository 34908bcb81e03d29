import * as z from 'zod'
import { flag, line, links, madeText } from '../../common-fields.ts'
import { described, made, optional, required, type StoredOf } from '../../entity-fields.ts'
import { Title } from '../../fields.ts'

export const MAX_LEVEL = 5
/** Prerequisites of one skill. */
export const MAX_PREREQUISITES = 10

export const skillFields = {
  name: line(200),
  category: required(z.string(), () => Title(100)),
  level: optional(
    0,
    () => z.number().int().describe('0 to 5; progress raises it and never lowers it'),
    () => z.number().int().min(0).max(MAX_LEVEL),
  ),
  learned: described(flag(false), 'By hand, or with the highest level'),
  prerequisites: links(MAX_PREREQUISITES),
  lastSource: described(madeText(), 'What the last progress was earned by'),
  xp: described(
    made(0, () => z.number()),
    'The sum of all progress',
  ),
}
export type Skill = StoredOf<typeof skillFields>
