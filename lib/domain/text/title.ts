/** What a kind says of its fields: see Kind. */
export type Named = { title?: string; day?: string; text?: string[] }

type Fields = Record<string, unknown>

/** What is text in the parts of an entity, such as success criteria. */
const PART_FIELDS = ['title', 'name', 'text', 'description', 'notes']

const EXCERPT = 160

/** What an entity is shown as everywhere: its title, else its day, else how its text begins, else its id. */
export const titleOf = (kind: Named, fields: object): string => {
  const { title, day } = kind
  const own = [title, day].map((name) => name && (fields as Fields)[name])
  const named = own.find((value) => typeof value === 'string' && value !== '')
  return String(named ?? (excerptOf(kind, fields) || (fields as Fields).id))
}

/** How the text of an entity begins. */
export const excerptOf = ({ text: names = [] }: Named, fields: object): string => {
  const text = names.flatMap((name) => textsIn((fields as Fields)[name])).find((one) => one.trim() !== '') ?? ''
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1).trimEnd()}…` : text
}

/** The texts in a field: it may hold one, a list of them, or parts with texts of their own. */
export const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (value === null || typeof value !== 'object') return []
  return PART_FIELDS.flatMap((name) => textsIn((value as Fields)[name]))
}
