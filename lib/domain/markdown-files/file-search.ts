import type { StoredFile } from './markdown-file.fields.ts'

/** What is searched for, in lower case. */
export const termsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

const PATH = 1
const LABEL = 0.8
const CONTENT = 0.5

/** How well a file matches without its content: the mean over the terms; null where a term is not in its path or labels. */
export const scoreOfLabels = ({ path, tags, category }: StoredFile, terms: string[]): number | null => {
  const labels = [...tags, category ?? ''].join('\n').toLowerCase()
  const scores = terms.map((term) => (path.toLowerCase().includes(term) ? PATH : labels.includes(term) ? LABEL : 0))
  return scores.includes(0) ? null : mean(scores)
}

/** The same with its content; null where a term is nowhere. */
export const scoreOf = (file: StoredFile, content: string, terms: string[]): number | null => {
  const text = content.toLowerCase()
  const scores = terms.map((term) => scoreOfLabels(file, [term]) ?? (text.includes(term) ? CONTENT : 0))
  return scores.includes(0) ? null : mean(scores)
}

const mean = (scores: number[]): number => scores.reduce((sum, one) => sum + one, 0) / scores.length
