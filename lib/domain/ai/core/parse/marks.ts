import type { Priority } from '../../../vocabulary.ts'
import { cut, type Draft, type Span } from './draft.ts'

/** #label and @context: a letter comes first (so #123 is a ticket), and a word or a dot does not come before (C#, a@b.c). */
const LABEL = /(?<![\p{L}\p{N}_&.#@/])[#@](?!(?:noon|midday|midnight)(?![\p{L}\p{N}]))(\p{L}[\p{L}\p{N}_/-]{0,59})/gu
const MAX_LABELS = 30

/** Labels without their marks, each once, in order. */
export const takeLabels = (draft: Draft): { draft: Draft; labels: string[] } => {
  const found = [...draft.left.matchAll(LABEL)].slice(0, MAX_LABELS)
  const rest = found.reduce((so, { index, 0: text }) => cut(so, { start: index, end: index + text.length }), draft)
  return { draft: rest, labels: [...new Set(found.map(([, name]) => name ?? ''))] }
}

const LEVEL: Record<string, Priority> = {
  '1': 'P1',
  '2': 'P2',
  '3': 'P3',
  '4': 'P4',
  '!!!': 'P1',
  '!!': 'P2',
  urgent: 'P1',
  asap: 'P1',
  critical: 'P1',
  highest: 'P1',
  top: 'P1',
  high: 'P2',
  important: 'P2',
  medium: 'P3',
  normal: 'P3',
  low: 'P4',
  lowest: 'P4',
  someday: 'P4',
  whenever: 'P4',
  eventually: 'P4',
}

/** Explicit marks before words, so that "p2 … low priority printer" is P2. Each catches its level. */
const PRIORITY = [
  /(?<![\p{L}\p{N}_.$€£/-])p([1-4])(?![\p{L}\p{N}_/-]|\.\d)/iu,
  /(?<!\S)!([1-4])(?!\S)/u,
  /(?<!\S)(!!!?)(?!\S)/u,
  /(?<![\p{L}-])prio(?:rity)?\s*[:=]?\s*([1-4]|high(?:est)?|low(?:est)?|medium|normal|urgent|critical)(?![\p{L}\p{N}-])/iu,
  /(?<![\p{L}-])(top|high(?:est)?|medium|normal|low(?:est)?|critical|urgent)[ -]prio(?:rity)?\s*:?(?![\p{L}-]|\s+(?:mail|queue|list|items?|tasks?)\b)/iu,
  /(?<![\p{L}-])(asap)(?![\p{L}-])!*/iu,
  /^\s*[([]?(urgent|important|critical)(?:[)\]]|\s*[:!–—-])/iu,
  /(?:[,;:(–—-]\s*|\s)(urgent|someday|whenever|eventually)\s*[)!.]*\s*$/iu,
]

/** The priority that the line names, or null. */
export const takePriority = (draft: Draft): { draft: Draft; priority: Priority | null } => {
  for (const pattern of PRIORITY) {
    const match = pattern.exec(draft.left)
    const priority = match && LEVEL[(match[1] ?? '').toLowerCase()]
    if (match && priority) return { draft: cut(draft, spanOf(match)), priority }
  }
  return { draft, priority: null }
}

export const spanOf = (match: RegExpExecArray | RegExpMatchArray): Span => ({
  start: match.index ?? 0,
  end: (match.index ?? 0) + match[0].length,
})
