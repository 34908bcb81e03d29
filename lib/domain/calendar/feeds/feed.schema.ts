import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { feedFields } from './feed.fields.ts'

export const CalendarFeed = entityOf(feedFields)
  .extend({ url: z.string().describe('Whoever knows it reads the feed, without signing in') })
  .meta({ id: 'CalendarFeed' })
export type CalendarFeed = z.output<typeof CalendarFeed>

const bodies = bodiesOf('CalendarFeed', feedFields, {}, ['url'])
export const CreateFeed = bodies.Create
export type CreateFeed = z.output<typeof CreateFeed>
export const UpdateFeed = bodies.Update
export type UpdateFeed = z.output<typeof UpdateFeed>
export const ReplaceFeed = bodies.Replace

export const FeedQuery = z.object({
  tasks: z
    .enum(['events', 'todos'])
    .default('events')
    .describe('How tasks with a due day come: as events, which every calendar shows, or as VTODO'),
})
export type FeedQuery = z.output<typeof FeedQuery>
