import { recognizers } from './held-out-recognizers.ts'
import { recurrent } from './held-out-recurrent.ts'
import { knownSources } from './known-sources.ts'
import type { Source } from './phrase.ts'

const all: Source[] = [recurrent, recognizers]

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
