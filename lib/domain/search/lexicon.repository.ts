import { sk, startingWith, userPk } from '../../platform/table/keys.ts'
import { getItems, queryAll, queryPage, updateItem } from '../../platform/table/table.ts'

/**
 * The different words of a person's entities, for finding what was misspelled: sets of words in rows by the words'
 * length. Words are added as they appear; those that are used no more stay, harmlessly, until `npm run reindex`.
 */

/** Few enough that a query reads little, enough that adding a word rewrites little: about 1 KB a row at 10,000 words. */
const ROWS_PER_LENGTH = 8
/** Words in one row. What comes beyond it is found as typed only. */
const MAX_WORDS = 2_000
const MIN_LETTERS = 3
/** The longest query: 12.5 read units at 10,000 words, and never more than a page of the table. */
const MAX_ROWS = 1_000

const keyOf = (word: string): string => {
  let sum = 0
  for (let i = 0; i < word.length; i++) sum += word.charCodeAt(i)
  return sk.lexicon(word.length, sum % ROWS_PER_LENGTH)
}

const wordsIn = (row: { words?: unknown }): string[] => [...((row.words as Set<string> | undefined) ?? [])]

/** A person's words from a length on, shortest first. One round trip. */
export const readLexicon = async (userId: string, fromLength: number, deadline: number): Promise<string[]> => {
  const range = { from: sk.lexicon(fromLength, 0), to: startingWith(sk.lexicons()).to }
  const { items } = await queryPage({ pk: userPk(userId), ...range, limit: MAX_ROWS }, { deadline })
  return items.flatMap(wordsIn)
}

/** Adds those words that are not there yet: reads their rows, and writes only rows that lack one. May be repeated. */
export const addToLexicon = async (userId: string, words: Iterable<string>, deadline: number): Promise<void> => {
  const byRow = Map.groupBy(new Set(words), keyOf)
  const rows = [...byRow].filter(([, [word = '']]) => word.length >= MIN_LETTERS)
  const keys = rows.map(([SK]) => ({ PK: userPk(userId), SK }))
  const known = new Map(
    (await getItems(keys, { deadline, consistent: true })).map((row) => [String(row.SK), new Set(wordsIn(row))]),
  )
  const writes = rows.map(([SK, wanted]) => {
    const there = known.get(SK) ?? new Set()
    const missing = wanted.filter((word) => !there.has(word)).slice(0, Math.max(0, MAX_WORDS - there.size))
    return missing.length > 0 ? changeRow(userId, SK, 'ADD', missing, deadline) : undefined
  })
  await Promise.all(writes)
}

/**
 * Takes away every word that `used` does not hold, but for those that the index holds again by then: the stream writes
 * a word into the index first and looks into the lexicon afterwards, so no word is lost to both.
 */
export const trimLexicon = async (userId: string, used: ReadonlySet<string>, deadline: number): Promise<void> => {
  const range = { pk: userPk(userId), ...startingWith(sk.lexicons()) }
  const rows = await queryAll(range, { deadline, consistent: true })
  for (const row of rows) {
    const gone = wordsIn(row).filter((word) => !used.has(word))
    if (gone.length === 0) continue
    await changeRow(userId, String(row.SK), 'DELETE', gone, deadline)
    const back = await Promise.all(gone.map(async (word) => ((await isIndexed(userId, word, deadline)) ? [word] : [])))
    await addToLexicon(userId, back.flat(), deadline)
  }
}

const isIndexed = async (userId: string, word: string, deadline: number): Promise<boolean> => {
  const range = { pk: userPk(userId), ...startingWith(sk.word(word, '')), limit: 1 }
  return (await queryPage(range, { deadline, consistent: true })).items.length > 0
}

const changeRow = (userId: string, SK: string, change: 'ADD' | 'DELETE', words: string[], deadline: number) =>
  updateItem(
    {
      Key: { PK: userPk(userId), SK },
      UpdateExpression: `${change} words :words`,
      ExpressionAttributeValues: { ':words': new Set(words) },
    },
    deadline,
  )
