import type { Entity, Kind } from '../../platform/events/kind.ts'
import { KINDS } from '../kinds/kinds.ts'
import { type Named, textsIn } from '../text/title.ts'
import { wordsOf } from '../text/words.ts'
import type { Place } from './words.ts'

/** The kinds that say which of their fields are text. */
export const SEARCHED: Kind<Entity>[] = KINDS.filter(({ text }) => text !== undefined)

/** Each word of an entity is a row of the index: this bounds what a very long text costs. */
export const MAX_WORDS = 200

/** The words an entity can be found by, each at its best place; at most MAX_WORDS. */
export const placesOf = ({ title, text = [] }: Named, fields: object): Map<string, Place> => {
  const places = new Map<string, Place>()
  const add = (names: string[], place: Place) => {
    for (const one of names.flatMap((name) => textsIn((fields as Record<string, unknown>)[name]))) {
      for (const word of wordsOf(one)) if (places.size < MAX_WORDS && !places.has(word)) places.set(word, place)
    }
  }
  add(title ? [title] : [], 'title')
  add(text, 'text')
  return places
}
