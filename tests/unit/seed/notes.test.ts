import { expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { notesOf } from '../../../infra/seed/vault/notes.ts'
import { sameTitle } from '../../../lib/domain/knowledge/links/link-target.ts'
import { wikilinksIn } from '../../../lib/domain/knowledge/links/wikilinks.ts'

const notes = notesOf(randomFrom(1), (daysAgo) => `day ${daysAgo}`)

it('a seeded vault has 150 notes of different titles, and few links that lead nowhere', () => {
  expect(notes).toHaveLength(150)
  const titles = new Set(notes.map(({ title }) => sameTitle(title)))
  expect(titles.size).toBe(150)
  const names = new Set([...titles, ...notes.flatMap(({ aliases = [] }) => aliases.map(sameTitle))])
  const links = notes.flatMap(({ content }) => wikilinksIn(content).map(({ target }) => target))
  expect(links.length).toBeGreaterThan(400)
  expect([...new Set(links.filter((target) => !names.has(sameTitle(target))))]).toEqual([
    'Donations list',
    'Uncle Karl',
  ])
})

it('no alias of a seeded note is another note’s title or alias', () => {
  const names = notes.flatMap(({ title, aliases = [] }) => [title, ...aliases].map(sameTitle))
  expect(new Set(names).size).toBe(names.length)
})
