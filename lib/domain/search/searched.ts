import type { Entity, Kind } from '../../platform/events/kind.ts'
import { KINDS } from '../kinds/kinds.ts'
import { wordsOf } from '../text/words.ts'
import type { Place } from './words.ts'

/** Kinds that hold no words of the person's own. */
const NOT_SEARCHED = new Set([
  'profile',
  'transaction',
  'redemption',
  'metricmilestone',
  'featureconfig',
  'plannerpreferences',
])

/** Kinds that are searched; new ones are without being named here. */
export const SEARCHED: Kind<Entity>[] = KINDS.filter(({ name }) => !NOT_SEARCHED.has(name))
const SEARCHED_NAMES = new Set(SEARCHED.map(({ name }) => name))
export const isSearched = (kind: { name: string } | undefined): boolean =>
  kind !== undefined && SEARCHED_NAMES.has(kind.name)

const TITLE_FIELDS = ['title', 'name']
/** In the order in which they are read until MAX_WORDS. */
const TEXT_FIELDS = [
  'description',
  'note',
  'notes',
  'intent',
  'trigger',
  'action',
  'labels',
  'tags',
  'successCriteria',
  'extendedDescription',
]
/** What is text in the parts of an entity, such as success criteria. */
const PART_FIELDS = ['title', 'name', 'text', 'description', 'notes']

/** Each word of an entity is a row of the index: this bounds what a very long text costs. */
export const MAX_WORDS = 200

type Fields = Record<string, unknown>

/** What an entity is shown as: its title, else its date, else how its text begins. */
export const titleOf = (fields: object): string => {
  const { title, name, date, id } = fields as Fields
  const own = [title, name, date].find((value) => typeof value === 'string' && value !== '')
  return String(own ?? (excerptOf(fields) || id))
}

const EXCERPT = 160

/** How the text of an entity begins. */
export const excerptOf = (fields: object): string => {
  const text = TEXT_FIELDS.flatMap((name) => textsIn((fields as Fields)[name])).find((one) => one.trim() !== '') ?? ''
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1).trimEnd()}…` : text
}

/** The words an entity can be found by, each at its best place; at most MAX_WORDS. */
export const placesOf = (fields: object): Map<string, Place> => {
  const places = new Map<string, Place>()
  const add = (names: string[], place: Place) => {
    for (const text of names.flatMap((name) => textsIn((fields as Fields)[name]))) {
      for (const word of wordsOf(text)) if (places.size < MAX_WORDS && !places.has(word)) places.set(word, place)
    }
  }
  add(TITLE_FIELDS, 'title')
  add(TEXT_FIELDS, 'text')
  return places
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (value === null || typeof value !== 'object') return []
  return PART_FIELDS.flatMap((name) => textsIn((value as Fields)[name]))
}
