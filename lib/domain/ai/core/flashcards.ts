export type Card = { front: string; back: string }

const MOST_TEXT = 100_000
const MOST_SIDE = 2_000
/** Of one line: longer ones are no cards. */
const MOST_LINE = 4_000

/** A question and its answer on lines that begin with Q and A. */
const QUESTION = /^\s*(?:[-*]\s+)?(?:\*\*)?Q(?:uestion)?(?:\*\*)?\s*[:.](?:\*\*)?\s*(\S.*)$/i
const ANSWER = /^\s*(?:[-*]\s+)?(?:\*\*)?A(?:nswer)?(?:\*\*)?\s*[:.](?:\*\*)?\s*(\S.*)$/i
/** "term :: what it means". */
const PAIR = /^\s*(?:[-*]\s+)?([^\s:][^:]{0,200}?)\s+::\s+(\S.*)$/
/** "**term**: what it means", with a colon or a dash. */
const DEFINITION = /^\s*(?:[-*]\s+)?(?:\*\*([^*]{1,200})\*\*\s*[:–—]|\*\*([^*]{1,200}):\*\*)\s*(\S.*)$/
const HEADING = /^#{1,6}\s+(.{1,300}\?)\s*#*\s*$/
const FENCE = /^\s*(```|~~~)/

/**
 * Cards that a text has by itself: questions with answers, terms with definitions, and headings that ask something with the paragraph
 * that follows. Nothing in blocks of code, nothing guessed.
 */
export const cardsIn = (text: string, count: number): Card[] => {
  const lines = linesOutsideCode(text.slice(0, MOST_TEXT))
  const cards: Card[] = []
  for (let i = 0; i < lines.length && cards.length < count; i++) {
    const card = cardAt(lines, i)
    if (card && !cards.some(({ front }) => front === card.front)) cards.push(card)
  }
  return cards
}

/** Lines of code become empty, so that no paragraph goes on across them. */
const linesOutsideCode = (text: string): string[] => {
  let fence: string | null = null
  return text.split(/\r?\n/).map((line) => {
    const mark = FENCE.exec(line)?.[1] ?? null
    const isCode = fence !== null || mark !== null
    if (mark !== null && (fence === null || fence === mark)) fence = fence === null ? mark : null
    return isCode || line.length > MOST_LINE ? '' : line
  })
}

const cardAt = (lines: string[], at: number): Card | null => {
  const line = lines[at] ?? ''
  const pair = PAIR.exec(line)
  if (pair) return cardOf(pair[1], pair[2])
  const definition = DEFINITION.exec(line)
  if (definition) return cardOf(definition[1] ?? definition[2], definition[3])
  const question = QUESTION.exec(line)?.[1]
  if (question) return cardOf(question, ANSWER.exec(lines[following(lines, at)] ?? '')?.[1])
  const heading = HEADING.exec(line)?.[1]
  return heading ? cardOf(heading, paragraphAt(lines, following(lines, at))) : null
}

/** The next line that is not empty. */
const following = (lines: string[], at: number): number => {
  let next = at + 1
  while (next < lines.length && lines[next]?.trim() === '') next += 1
  return next
}

/** A paragraph; none where a heading, a list or a table begins. */
const paragraphAt = (lines: string[], at: number): string => {
  let end = at
  while (end < lines.length && lines[end]?.trim() !== '' && !/^\s*(?:#{1,6}\s|[-*+>|]|\d+\.)/.test(lines[end] ?? ''))
    end += 1
  return lines.slice(at, end).join(' ')
}

const cardOf = (front: string | undefined, back: string | undefined): Card | null => {
  const card = { front: plain(front ?? ''), back: plain(back ?? '') }
  return card.front === '' || card.back === '' ? null : card
}

const plain = (text: string): string =>
  text
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_SIDE)
    .toWellFormed()
