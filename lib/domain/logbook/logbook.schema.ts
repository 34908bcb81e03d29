import * as z from 'zod'
import { entityFields, Id, LocalDate, pageOf, paging } from '../fields.ts'

export const LogbookMood = z.enum(['Low', 'Steady', 'High']).meta({ id: 'LogbookMood' })

/** Kinds an entry can be linked to. */
export const LinkedType = z.enum(['task', 'project', 'goal', 'habit']).meta({ id: 'LogbookLinkedType' })
export type LinkedType = z.infer<typeof LinkedType>

export const Energy = z.number().int().min(1).max(10)

/** What a person wrote about one of their days. */
export const LogbookEntry = z
  .object({
    ...entityFields,
    date: z.string().describe('One entry for each day'),
    title: z.string().nullable(),
    notes: z.string().nullable().describe('Markdown'),
    mood: LogbookMood.nullable(),
    energyLevel: Energy.nullable(),
    energy: Energy.nullable().describe('The same number as energyLevel'),
    taskIds: z.array(z.string()),
    projectIds: z.array(z.string()),
    goalIds: z.array(z.string()),
    habitIds: z.array(z.string()),
  })
  .meta({ id: 'LogbookEntry' })
export type LogbookEntry = z.infer<typeof LogbookEntry>

/** An entry as it is stored: one name for its energy. */
export type EntryRecord = Omit<LogbookEntry, 'energy'>

export const LogbookQuery = z.object({
  ...paging,
  startDate: LocalDate.optional().describe('First day, inclusive'),
  endDate: LocalDate.optional().describe('Last day, inclusive'),
  sortOrder: z.enum(['asc', 'desc']).default('desc').describe('By date'),
})
export type LogbookQuery = z.infer<typeof LogbookQuery>

export const OnThisDayQuery = z.object({
  date: LocalDate.optional().describe('Today when absent'),
  years: z.coerce.number().int().min(1).max(100).default(20).describe('How many years to look back'),
})
export type OnThisDayQuery = z.infer<typeof OnThisDayQuery>

export const LogbookPage = pageOf(LogbookEntry).meta({ id: 'LogbookPage' })

export const LogbookLink = z.strictObject({ entityType: LinkedType, entityId: Id }).meta({ id: 'LogbookLink' })
export type LogbookLink = z.infer<typeof LogbookLink>
export const LogbookLinkPage = pageOf(LogbookLink).meta({ id: 'LogbookLinkPage' })
