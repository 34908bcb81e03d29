import * as z from 'zod'
import { Title } from '../../fields.ts'
import { Area } from '../../vocabulary.ts'
import { MAX_ALIASES, type VaultItem } from '../items/item.fields.ts'
import { fileNameOf, folderNameOf } from './file-name.ts'
import { linesOf, linesWithout, type Properties, propertiesOf, splitFrontmatter } from './frontmatter.ts'
import { inlineTags } from './inline-tags.ts'

/** What a file says of its note. Null or absent: nothing. `zettelId`: a wish, for ids are unique. */
export type NoteFile = Pick<VaultItem, 'title' | 'aliases' | 'content' | 'tags' | 'folder' | 'frontmatter'> &
  Partial<Pick<VaultItem, 'area' | 'status' | 'kind' | 'sourceUrl'>> & { zettelId: string | null }

/** Properties with this beginning say what only this system knows of a note. Where they are, a file was written here. */
const OWN = 'lifeos-'
const ID = `${OWN}id`
const MOST_TAGS = 100

const optionalFields = {
  area: [`${OWN}area`, Area],
  status: [`${OWN}status`, z.enum(['draft', 'active', 'archived'])],
  kind: [`${OWN}kind`, z.enum(['fleeting', 'literature', 'permanent'])],
  sourceUrl: [`${OWN}source`, z.url({ protocol: /^https?$/ }).max(2_000)],
} as const

/** A Markdown file of a folder ('' at the top) as a note. `name`: of the file, without its ending. */
export const readNoteFile = (text: string, { name, folder }: { name: string; folder: string }): NoteFile => {
  const { properties, body } = splitFrontmatter(text.replace(/^\ufeff/, ''))
  const said = properties ?? new Map()
  const value = (property: string): string | undefined => said.get(property)?.values[0]
  const isOwn = said.has(ID)
  const given = (isOwn ? value('title') : value('title')?.trim()) ?? ''
  const hasTitle = (isOwn || fileNameOf(given) === fileNameOf(name)) && Title(500).safeParse(given).success
  const listed = tagsIn(said, isOwn)
  // Of a note that was written here, all tags are among the properties.
  const tags = isOwn ? listed : [...new Set([...listed, ...inlineTags(body)])]
  const title = hasTitle ? given : name
  const taken = new Set([...said.keys()].filter((property) => property.startsWith(OWN) || LISTS.has(property)))
  if (hasTitle) taken.add('title')
  return {
    ...{
      title,
      folder: value(`${OWN}folder`) ?? folder,
      content: body === '' ? null : body,
      tags: tags.slice(0, MOST_TAGS),
    },
    aliases: aliasesIn(said, title, hasTitle ? '' : given),
    frontmatter: linesWithout(said, taken),
    ...fieldsIn(value),
    zettelId: /^\d{14}$/.test(value(`${OWN}zettel`) ?? '') ? (value(`${OWN}zettel`) ?? null) : null,
  }
}

const LISTS = new Set(['tags', 'tag', 'aliases', 'alias'])

/** Of a list its texts; a text of its own holds several, between separators: "one, two". */
const listIn = ({ values, lines }: { values: string[]; lines: string }, separator: RegExp): string[] => {
  const isList = /^[^:]*:\s*(?:\[|\n\s*-|#[^\n]*\n\s*-)/.test(lines)
  return isList ? values : values.flatMap((value) => value.split(separator))
}

const NOTHING = { values: [], lines: '' }

const tagsIn = (said: Properties, isOwn: boolean): string[] => {
  const all = listIn(said.get('tags') ?? said.get('tag') ?? NOTHING, /[\s,]+/)
  const tags = isOwn ? all : all.map((tag) => tag.trim().replace(/^#/, ''))
  return [...new Set(tags.filter((tag) => Title(100).safeParse(tag).success))]
}

/** `other`: a title that the file has not by its name. Its own name is no alias. */
const aliasesIn = (said: Properties, title: string, other: string): string[] => {
  const all = [...listIn(said.get('aliases') ?? said.get('alias') ?? NOTHING, /,\s*/), other]
  const aliases = all.filter((alias) => alias !== title && Title(500).safeParse(alias).success)
  return [...new Set(aliases)].slice(0, MAX_ALIASES)
}

const fieldsIn = (value: (property: string) => string | undefined) =>
  Object.fromEntries(
    Object.entries(optionalFields).flatMap(([field, [property, schema]]) => {
      const read = schema.safeParse(value(property))
      return read.success ? [[field, read.data]] : []
    }),
  ) as Partial<Pick<VaultItem, 'area' | 'status' | 'kind' | 'sourceUrl'>>

/** A note as a Markdown file of a name, from which `readNoteFile` makes the same note. */
export const writeNoteFile = (item: VaultItem, content: string | null, name: string): string => {
  const { id, title, aliases, tags, area, status, kind, sourceUrl, zettelId } = item
  const kept = propertiesOf(item.frontmatter ?? '') ?? new Map()
  const hasTitle = name !== title
  const own = {
    ...(hasTitle && { title }),
    // Links by the title work in Obsidian as well, whatever the file is called.
    ...((hasTitle || aliases.length > 0) && { aliases: [...(hasTitle ? [title] : []), ...aliases] }),
    ...(tags.length > 0 && { tags }),
    [ID]: id,
    [`${OWN}area`]: area,
    ...(item.folder !== folderNameOf(item.folder) && { [`${OWN}folder`]: item.folder }),
    ...(status !== 'active' && { [`${OWN}status`]: status }),
    ...(kind !== 'permanent' && item.type === 'note' && { [`${OWN}kind`]: kind }),
    ...(sourceUrl !== null && { [`${OWN}source`]: sourceUrl }),
    ...(zettelId !== null && { [`${OWN}zettel`]: zettelId }),
  }
  const rest = linesWithout(kept, new Set(Object.keys(own))) ?? ''
  return `---\n${linesOf(own)}${rest}---\n${content ?? ''}`
}
