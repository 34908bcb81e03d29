import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { Id, LocalDate, pageOf, paging } from '../fields.ts'
import { LinkedType, logbookFields } from './logbook.fields.ts'

/** What a person wrote about one of their days. */
export const LogbookEntry = entityOf(logbookFields).meta({ id: 'LogbookEntry' })
export type LogbookEntry = z.infer<typeof LogbookEntry>

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
