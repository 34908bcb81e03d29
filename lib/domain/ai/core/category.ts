import type { Area, SubCategory } from '../../vocabulary.ts'
import { CATEGORY_WORDS } from './category-words.ts'
import { meaningful, rootOfWord, rootsOf } from './likeness.ts'

export type Category = { area: Area; subCategory: SubCategory | null }
export type Sorted = Category & { title: string }

export type Categorization = {
  area: Area
  subCategory?: SubCategory
  reasoning: string
  confidence: number
  alternativeCategories: { area: Area; subCategory?: SubCategory; reasoning: string }[]
}

/** The sub-categories that a word suggests, by its root. */
const SPEAKS = Map.groupBy(
  CATEGORY_WORDS.flatMap(([area, subCategory, words]) =>
    words.split(' ').map((word) => ({ root: rootOfWord(word), area, subCategory })),
  ),
  ({ root }) => root,
)

/** The area that the words of a title and its labels suggest; null when none of them does. */
export const categoryOf = (title: string, labels: string[]): Category | null => {
  const [best] = votesOf(`${title} ${labels.join(' ')}`, [])
  return best ? { area: best.area, subCategory: best.subCategory } : null
}

type Vote = Category & { weight: number; words: string[]; own: boolean }

/** The person's own tasks count double. Three of them with a word are enough for it to outweigh the word list. */
const OWN = 2

/**
 * The area of life of a text. Its words vote for the sub-categories that they suggest, and for those that the person
 * gave to tasks with the same words (by each one's share of those tasks, doubled). Operations when there are no votes.
 */
export const categorize = (text: string, history: Sorted[]): Categorization => {
  const votes = votesOf(text, history)
  const [best, ...rest] = votes
  if (!best)
    return {
      area: 'Operations',
      reasoning: 'No word of it points to an area',
      confidence: 0.2,
      alternativeCategories: [],
    }
  const total = votes.reduce((sum, { weight }) => sum + weight, 0)
  const others = rest.filter(({ area, subCategory }) => area !== best.area || subCategory !== best.subCategory)
  return {
    ...worded(best),
    confidence: Math.min(0.95, (best.weight / total) * (0.5 + 0.15 * Math.min(3, best.weight))),
    alternativeCategories: others.slice(0, 3).map(worded),
  }
}

const worded = ({ area, subCategory, words, own }: Vote) => ({
  area,
  ...(subCategory && { subCategory }),
  reasoning: `${own ? 'Your tasks with' : 'It says'} ${words.map((word) => `"${word}"`).join(', ')}${own ? ' belong there' : ''}`,
})

/** Sub-categories with their votes, most votes first; ties are in the order of the words. */
const votesOf = (text: string, history: Sorted[]): Vote[] => {
  const votes = new Map<string, Vote>()
  const vote = ({ area, subCategory }: Category, weight: number, word: string, own: boolean) => {
    const key = `${area}/${subCategory}`
    const before = votes.get(key) ?? { area, subCategory, weight: 0, words: [], own: false }
    const words = before.words.includes(word) ? before.words : [...before.words, word]
    votes.set(key, { ...before, weight: before.weight + weight, words, own: before.own || own })
  }
  const roots = history.length === 0 ? [] : history.map((task) => ({ task, words: new Set(rootsOf(task.title)) }))
  for (const [root, word] of new Map(meaningful(text).map((one) => [one.root, one.word]))) {
    for (const { area, subCategory } of SPEAKS.get(root) ?? []) vote({ area, subCategory }, 1, word, false)
    const same = roots.filter(({ words }) => words.has(root))
    for (const { task } of same) vote(task, (OWN * Math.min(1, same.length / 3)) / same.length, word, true)
  }
  return [...votes.values()].sort((a, b) => b.weight - a.weight)
}
