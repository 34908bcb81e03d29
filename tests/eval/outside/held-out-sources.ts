import { ctparse } from './held-out-ctparse.ts'
import { duckling } from './held-out-duckling.ts'
import { fastTodo } from './held-out-fast-todo.ts'
import { mlp } from './held-out-mlp.ts'
import { obsidianTasks } from './held-out-obsidian-tasks.ts'
import { recognizers } from './held-out-recognizers.ts'
import { recurrent } from './held-out-recurrent.ts'
import { tickle } from './held-out-tickle.ts'
import { timefhuman } from './held-out-timefhuman.ts'
import { knownSources } from './known-sources.ts'
import type { Source } from './phrase.ts'

const all: Source[] = [recurrent, recognizers, tickle, obsidianTasks, fastTodo, mlp, duckling, timefhuman, ctparse]

const texts = new Set(knownSources.flatMap(({ phrases }) => phrases.map(({ text }) => text.toLowerCase())))

/**
 * Sources that the parser is scored on but is never tuned on: whoever works on the parser does not read them. Without
 * the phrases that a known source has too, and each once.
 */
export const heldOutSources: Source[] = all.map((source) => ({
  ...source,
  phrases: source.phrases.filter(({ text }) => {
    const isNew = !texts.has(text.toLowerCase())
    texts.add(text.toLowerCase())
    return isNew
  }),
}))
