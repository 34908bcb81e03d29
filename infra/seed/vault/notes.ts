import { createItem } from '../../../lib/domain/knowledge/items/item.service.ts'
import type { CreateItem } from '../../../lib/domain/knowledge/items/item-input.schema.ts'
import { Area } from '../../../lib/domain/vocabulary.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import type { Lane, Step, Story } from '../story.ts'
import { areaIdOf } from './areas.ts'
import { BOOKS, PEOPLE } from './book-texts.ts'
import { fleetingNotes, meetingNotes, type Random, trainingNotes } from './dated-notes.ts'
import { LIFE } from './life-texts.ts'
import { WORK } from './work-texts.ts'

/** A note of the vault, and how many days before the last of the year it was written. */
export type SeededNote = Extract<CreateItem, { type: 'note' }> & { content: string; daysAgo: number }

const YEAR = 365
const IDEAS = [...LIFE, ...WORK]

/** The 150 notes of a year, the oldest first. Few of their links lead nowhere, as in anybody's vault. */
export const notesOf = (random: Random, day: (daysAgo: number) => string): SeededNote[] => {
  const sometime = () => Math.floor(random() * (YEAR - 10))
  const notes: SeededNote[] = [
    ...maps(),
    ...IDEAS.map(([area, title, tags, content, aliases = []]) => ({
      ...{ type: 'note' as const, area, title, tags: [...tags], aliases: [...aliases], content, daysAgo: sometime() },
    })),
    ...BOOKS.map((book) => ({ ...bookNote(book), daysAgo: sometime() })),
    ...PEOPLE.map(([title, alias, content]) => ({
      ...{ type: 'note' as const, area: 'Love' as const, title, aliases: [alias], tags: ['person'], content },
      daysAgo: sometime(),
    })),
    ...trainingNotes(random, day),
    ...meetingNotes(random, day),
    ...fleetingNotes(),
  ]
  return notes.sort((a, b) => b.daysAgo - a.daysAgo)
}

/** One note for each area of life that lists the others. */
const maps = (): SeededNote[] =>
  Area.options.map((area) => {
    const titles = IDEAS.filter(([own]) => own === area).map(([, title]) => `- [[${title}]]`)
    const books = BOOKS.filter((book) => book.area === area).map(({ title, author }) => `- [[${title}]] (${author})`)
    const people = area === 'Love' ? PEOPLE.map(([name]) => `- [[${name}]]`) : []
    const parts = [...titles, ...(books.length > 0 ? ['', '## Books', ...books] : []), ...people]
    return {
      ...{ type: 'note', area, title: `Map of ${area.toLowerCase()}`, tags: ['map'], daysAgo: YEAR - 1 },
      content: `What I think about ${area.toLowerCase()}, and where it is.\n\n${parts.join('\n')}\n`,
    }
  })

const bookNote = ({ title, author, area, about, stays, aliases = [] }: (typeof BOOKS)[number]) => ({
  ...{ type: 'note' as const, kind: 'literature' as const, area, title, aliases, tags: ['book'] },
  content: `By ${author}. ${about}\n\n## What stays\n\n${stays.map((one) => `- ${one}`).join('\n')}\n`,
})

/** Writes the notes on their days; those from before a shorter year are left out. */
export const noteLane = (story: Story): Lane => {
  const { days, made, at, random } = story
  const dayAgo = (daysAgo: number) => days[days.length - 1 - daysAgo]
  return notesOf(random, (daysAgo) => dayAgo(daysAgo) ?? days[0] ?? '').flatMap(({ daysAgo, ...note }): Step[] => {
    const day = dayAgo(daysAgo)
    if (!day) return []
    const run: Step['run'] = async (ctx) => {
      const item = await createItem(ctx, s3Files(), { ...note, areaId: areaIdOf(story, note.area) })
      made.set(`note ${note.title}`, item.id)
    }
    return [{ at: at(day, 20), run }]
  })
}
