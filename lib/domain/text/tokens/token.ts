import { LETTER_UNITS, type Meaning, meaningOf } from './lexicon.ts'

/** A calendar day in digits; without a year it is the next such day. */
export type NumericDate = { year: number | null; month: number; day: number /** Written as 4/30. */; loose: boolean }

/** A word, a number or a mark of a text, with what it can stand for. */
export type Token = Meaning & {
  start: number
  end: number
  /** In lower case. */
  text: string
  kind: 'word' | 'number' | 'mark'
  /** Nothing stands between it and the token before. */
  glued: boolean
  /** Of numbers in digits: how many, without decimals. */
  digits?: number
  date?: NumericDate
  /** A time that a T joins to its date. */
  ofDate?: true
  clock?: { hour: number; minute: number /** 15h30 */; french?: true /** 8.30 */; dotted?: true }
}

const ISO = /(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-])/uy
/** 20260615T170000, of ISO 8601's basic format. */
const BASIC_DATE = /(\d{4})(\d{2})(\d{2})(?=t\d{4})/iuy
const BASIC_CLOCK = /(\d{2})(\d{2})(?:\d{2})?(?![\d:.])/uy
const DATE = /(\d{1,2})(?:([/.-])(\d{1,2})\2(\d{4})|\/(\d{1,2})(?:\/(\d{2}))?)(?![\d/]|[.-]\d)/uy
/** "15.6." before a time or behind its lead, where it is no end of a sentence. */
const DAY_MONTH =
  /(?:(?<=\b(?:on|by|due|until|till|from)\s)(\d{1,2})\.(\d{1,2})\.(?=\s|$)|(\d{1,2})\.(\d{1,2})\.(?=,?\s+(?:(?:at|@)\s*)?\d{1,2}(?::\d\d|\s?[ap]\.?m|h)))/iuy
const CLOCK = /(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d{1,9}(?!\d))?)?(?![\d:])/uy
const FRENCH = /(\d{1,2})h(\d{2})(?![\p{L}\d])/uy
const DOTTED = /(\d{1,2})\.(\d{2})(?![\d.%])/uy
const ORDINAL = /(\d{1,3})(?:st|nd|rd|th)(?![\p{L}\d])/iuy
const NUMBER = /\d+(?:[.,]\d+)*/uy
const HALF_DAY = /[ap]\.m\.?(?!\p{L})/iuy
const WORD = /\p{L}[\p{L}\p{M}\d_]*(?:['’]\p{L}+)*/uy
/** "dec25": a month and a day written as one. */
const MONTH_OF_DAY = /(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=(?:[1-9]|[12]\d|3[01])(?![\p{L}\d]))/iuy
const LETTERS = /\p{L}+/uy
const SPACE = /\s+/uy

/** The words, numbers and marks of a text, in order: every letter that is no space is in one. Linear in its length. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = []
  let [at, glued] = [0, false]
  while (at < text.length) {
    const space = read(SPACE, text, at)
    if (space) {
      ;[at, glued] = [at + space[0].length, false]
      continue
    }
    if (glued && tokens.at(-1)?.date && /^t\d/iu.test(text.slice(at, at + 2))) {
      ;[at, glued] = [at + 1, false]
      continue
    }
    const isOfDate =
      tokens.at(-1)?.date !== undefined && tokens.at(-1)?.end === at - 1 && !/\s/u.test(text[at - 1] ?? '')
    const token = { ...nextToken(text, at, tokens.at(-1), glued), glued, ...(isOfDate && { ofDate: true as const }) }
    tokens.push(token)
    ;[at, glued] = [token.end, true]
  }
  return withoutCompounds(withoutCodes(tokens))
}

const read = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

type Lexed = Omit<Token, 'glued'>

const nextToken = (text: string, at: number, before: Token | undefined, glued: boolean): Lexed => {
  const token = /\d/u.test(text[at] ?? '')
    ? numeral(text, at)
    : word(text, at, before?.kind === 'number' ? (glued ? 'glued' : 'apart') : null)
  if (token) return token
  const letter = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { start: at, end: at + letter.length, text: letter, kind: 'mark' }
}

/** `number`: how it stands behind a number, where it does. */
const word = (text: string, at: number, number: 'glued' | 'apart' | null): Lexed | null => {
  const afterNumber = number === 'glued'
  const match = read(HALF_DAY, text, at) ?? read(MONTH_OF_DAY, text, at) ?? read(afterNumber ? LETTERS : WORD, text, at)
  if (!match) return null
  const written = match[0].toLowerCase().replaceAll('’', "'")
  const name = written.replace(/^([ap])\.m\.?$/u, '$1m')
  const isUnit = match[0] === name && (afterNumber || (number === 'apart' && name === 'h'))
  const unit = isUnit ? LETTER_UNITS[name] : undefined
  return { ...span(match), text: name, kind: 'word', ...meaningOf(name), ...(unit && { unit }) }
}

const span = (match: RegExpExecArray) => ({ start: match.index, end: match.index + match[0].length })

const numeral = (text: string, at: number): Lexed | null => {
  const base = (match: RegExpExecArray) => ({ ...span(match), text: match[0].toLowerCase(), kind: 'number' as const })
  const iso = read(ISO, text, at)
  if (iso) return { ...base(iso), date: fullDate(iso[1], iso[3], iso[4]) }
  const basic = read(BASIC_DATE, text, at)
  if (basic) return { ...base(basic), date: fullDate(basic[1], basic[2], basic[3]) }
  const date = read(DATE, text, at)
  if (date) return { ...base(date), date: writtenDate(date) }
  const dayMonth = read(DAY_MONTH, text, at)
  const [day, month] = [Number(dayMonth?.[1] ?? dayMonth?.[3]), Number(dayMonth?.[2] ?? dayMonth?.[4])]
  if (dayMonth && day <= 31 && month <= 12) return { ...base(dayMonth), date: { year: null, month, day, loose: true } }
  const isBehindDate = /\dt$/iu.test(text.slice(Math.max(0, at - 2), at))
  const clock =
    (isBehindDate ? read(BASIC_CLOCK, text, at) : null) ??
    read(CLOCK, text, at) ??
    read(FRENCH, text, at) ??
    read(DOTTED, text, at)
  if (clock) {
    const sign = clock[0].slice(clock[1]?.length).charAt(0).toLowerCase()
    const style = sign === 'h' ? { french: true as const } : sign === '.' ? { dotted: true as const } : {}
    const decimal = sign === '.' ? { number: Number(clock[0]) } : {}
    return { ...base(clock), clock: { hour: Number(clock[1]), minute: Number(clock[2]), ...style }, ...decimal }
  }
  const ordinal = read(ORDINAL, text, at)
  if (ordinal) return { ...base(ordinal), ordinal: Number(ordinal[1]) }
  const number = read(NUMBER, text, at)
  if (!number) return null
  const whole = /^\d+$/u.test(number[0])
  return { ...base(number), number: Number(number[0].replace(',', '.')), ...(whole && { digits: number[0].length }) }
}

const fullDate = (year = '', month = '', day = ''): NumericDate => ({
  year: Number(year),
  month: Number(month),
  day: Number(day),
  loose: false,
})

/** 4/30 and 4/30/2026 begin with the month unless only a day can be meant; 30.4.2026 begins with the day. */
const writtenDate = ([, first = '', mark = '/', second, year, other = '', short]: RegExpExecArray): NumericDate => {
  const [a, b] = [Number(first), Number(second ?? other)]
  const dayFirst = a > 12 || (mark === '.' && b <= 12)
  const [month, day] = dayFirst ? [b, a] : [a, b]
  const written = year ? Number(year) : short ? 2000 + Number(short) : null
  return { year: written, month, day, loose: written === null }
}

/** Numbers in prices, versions, tickets and sizes say no time: "$5", "#12", "v2.1", "3%", "4K". */
const withoutCodes = (tokens: Token[]): Token[] =>
  tokens.map((token, i) => {
    if (token.kind !== 'number') return token
    const [before, after, beyond] = [tokens[i - 1], tokens[i + 1], tokens[i + 2]]
    const marked =
      token.glued &&
      before !== undefined &&
      (before.kind === 'mark'
        ? /[$€£¥#_:/\\]/u.test(before.text) || (/[.,]/u.test(before.text) && !isBehindDay(tokens, i))
        : before.unit === undefined && before.month === undefined)
    const dated = before?.text === '/' && tokens[i - 2]?.month !== undefined
    const sized =
      after?.glued &&
      (after.kind === 'mark' ? /[%°€£$_]/u.test(after.text) : !isSuffix(after) && !(token.clock && isZoneName(after)))
    const listed = after?.glued && /^[./:]$/u.test(after.text) && beyond?.glued && beyond.kind === 'number'
    return (marked && !dated) || sized || listed ? opaque(token) : token
  })

/** "tomorrow,3pm", "fri.3pm", "3/20, 3pm": a mark that no number of several parts has. */
const isBehindDay = (tokens: Token[], at: number): boolean => {
  const [mark, name] = [tokens[at - 1], tokens[at - 2]]
  if (mark?.text === ',' && !mark.glued) return true
  return (
    name?.date !== undefined || name?.weekday !== undefined || /^(?:today|tonight|tomorrow)$/u.test(name?.text ?? '')
  )
}

/** "8:00GMT". */
const isZoneName = ({ text }: Token): boolean => /^(?:utc|[a-z]{1,4}t)$/u.test(text)

const SUFFIX =
  /^(?:[ap]m?|h|hs|hrs?|hours?|m|mins?|minutes?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?|x|z|ish|s|secs?|t)$/u
const isSuffix = ({ text, unit }: Token): boolean =>
  (SUFFIX.test(text) && (!/^[hmdwy]$/u.test(text) || unit !== undefined)) || meaningOf(text).month !== undefined

const opaque = ({ start, end, text, glued }: Token): Token => ({ start, end, text, glued, kind: 'mark' })

/** "sun-dried" and "may-queen" are words of their own; "mon-wed", "seven-thirty" and "bi-weekly" are read in parts. */
const withoutCompounds = (tokens: Token[]): Token[] => {
  const joined = (i: number): boolean =>
    tokens[i]?.text === '-' && tokens[i]?.glued === true && tokens[i + 1]?.glued === true
  const hidden = new Set<number>()
  for (let i = 1; i < tokens.length - 1; i += 1) {
    if (!joined(i)) continue
    const [left, right] = [tokens[i - 1], tokens[i + 1]]
    if (left && right && !(isPart(left) && isPart(right))) for (const place of [i - 1, i, i + 1]) hidden.add(place)
  }
  return tokens.map((token, i) => (hidden.has(i) && token.kind !== 'number' ? opaque(token) : token))
}

const PARTS =
  /^(?:bi|semi|mid|half|past|early|late|to|the|last|next|every|after|before|ending|weekly|monthly|annual|annually|yearly|week|end|of|a|an|noon|midnight|midday|today|tomorrow|[ap]m|hour|minute|ish|oh|o)$/u
const isPart = (token: Token): boolean =>
  token.kind === 'number' ||
  PARTS.test(token.text) ||
  [token.number, token.ordinal, token.weekday, token.month, token.unit, token.part].some((one) => one !== undefined)
