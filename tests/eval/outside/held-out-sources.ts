import { chronoEnglish } from './held-out-chrono-english.ts'
import { ctparse } from './held-out-ctparse.ts'
import { duckling } from './held-out-duckling.ts'
import { fastTodo } from './held-out-fast-todo.ts'
import { friendlydateparser } from './held-out-friendlydateparser.ts'
import { humanDateParser } from './held-out-human-date-parser.ts'
import { mlp } from './held-out-mlp.ts'
import { natty } from './held-out-natty.ts'
import { obsidianTasks } from './held-out-obsidian-tasks.ts'
import { recognizers } from './held-out-recognizers.ts'
import { recurrent } from './held-out-recurrent.ts'
import { tickle } from './held-out-tickle.ts'
import { timefhuman } from './held-out-timefhuman.ts'
import { knownSources } from './known-sources.ts'
import type { Source } from './phrase.ts'

const all: Source[] = [recurrent, recognizers, tickle, obsidianTasks, fastTodo, mlp, duckling, timefhuman, ctparse]

/** Gathered after the grammar had been changed for the last time, from sources that nobody had looked at before. */
const fresh: Source[] = [natty, friendlydateparser, humanDateParser, chronoEnglish]

const texts = new Set(knownSources.flatMap(({ phrases }) => phrases.map(({ text }) => text.toLowerCase())))

/**
 * Sources that the parser is scored on but is never tuned on: whoever works on the parser does not read them. Without
 * the phrases that a known source has too, and each once.
 */
export const heldOutSources: Source[] = [...all, ...fresh].map((source) => ({
  ...source,
  phrases: source.phrases.filter(({ text }) => {
    const isNew = !texts.has(text.toLowerCase())
    texts.add(text.toLowerCase())
    return isNew
  }),
}))

/** The names of the sources that are younger than the grammar. */
export const freshNames: string[] = fresh.map(({ name }) => name)
