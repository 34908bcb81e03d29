import * as z from 'zod'
import { givenText, madeText } from '../common-fields.ts'
import { made } from '../entity-fields.ts'

export const SkipType = z.enum(['Skip', 'Freeze']).meta({ id: 'HabitSkipType' })

export const habitSkipFields = {
  habitId: givenText(),
  date: givenText(),
  type: made('Skip', SkipType),
  notes: madeText(),
}
