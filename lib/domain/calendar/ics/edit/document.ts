import { lineName } from '../grammar/content-line.ts'
import { foldedLine } from '../write/line.ts'

/**
 * A component with everything in it in its order, understood or not, so that it can be written again as it was. Lines are unfolded.
 * `line`: of its BEGIN, as in `Component`.
 */
export type Block = { name: string; line: number; parts: (string | Block)[] }

/** The VCALENDAR in the lines of a file. Null where there is none, or something in it does not end. */
export const readDocument = (lines: readonly string[]): Block | null => {
  const root: Block = { name: '', line: 0, parts: [] }
  const open = [root]
  for (const [index, text] of lines.entries()) {
    const name = lineName(text)
    const inner = open.at(-1) ?? root
    if (name === 'BEGIN') {
      const block = { name: afterColon(text), line: index + 1, parts: [] }
      inner.parts.push(block)
      open.push(block)
    } else if (name === 'END') {
      if (open.length < 2 || open.pop()?.name !== afterColon(text)) return null
    } else inner.parts.push(text)
  }
  return open.length === 1 ? (blocksOf(root, 'VCALENDAR')[0] ?? null) : null
}

const afterColon = (text: string): string =>
  text
    .slice(text.indexOf(':') + 1)
    .trim()
    .toUpperCase()

export const blocksOf = ({ parts }: Block, name: string): Block[] =>
  parts.filter((part) => typeof part !== 'string').filter((part) => part.name === name)

/** With lines ended by CRLF and folded at 75 octets. */
export const documentText = ({ name, parts }: Block): string => {
  const inner = parts.map((part) => (typeof part === 'string' ? foldedLine(part) : documentText(part)))
  return `${foldedLine(`BEGIN:${name}`)}${inner.join('')}${foldedLine(`END:${name}`)}`
}

const isNamed = (part: string | Block, name: string): boolean => typeof part === 'string' && lineName(part) === name

/** The lines of a property. */
export const linesOf = ({ parts }: Block, name: string): string[] =>
  parts.filter((part) => typeof part === 'string').filter((part) => isNamed(part, name))

/** Puts lines in the place of those of a property; where there are none, at the end of the properties. */
export const replaceLines = (block: Block, name: string, lines: string[]): void => {
  const first = block.parts.findIndex((part) => isNamed(part, name))
  const rest = block.parts.filter((part) => !isNamed(part, name))
  const inner = rest.findIndex((part) => typeof part !== 'string')
  const at = first >= 0 ? first : inner >= 0 ? inner : rest.length
  block.parts = [...rest.slice(0, at), ...lines, ...rest.slice(at)]
}
