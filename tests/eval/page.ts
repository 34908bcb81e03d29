import type { Kind, Source } from './outside/phrase.ts'
import { KINDS } from './outside/phrase.ts'
import { OUTCOMES, type Outcome, type Tally } from './outside/score-outside.ts'
import { NOW, ZONE } from './sample.ts'
import { FIELDS, type Field, type Score, shareOf } from './score.ts'

type Figures = { of: number } & Record<Outcome, number>
type BothSets<T> = { known: T; heldOut: T }

const OWN_FIELDS: Record<Kind, Field> = { recurrence: 'recurrences', day: 'days', time: 'times' }

const figures = ({ of, right, notRead, guessed, wrong }: Score): Figures => ({
  of,
  right,
  notRead: notRead.length,
  guessed: guessed.length,
  wrong: wrong.length,
})

const percent = (part: number, of: number): string =>
  `${part} (${of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`})`

/** One row of the first table. */
export const figuresRow = (kind: Kind, set: string, found: Figures): string =>
  `| ${kind} | ${set} | ${found.of} | ${OUTCOMES.map((one) => percent(found[one], found.of)).join(' | ')} |`

/** A row for every kind in every set, with the outcomes apart. */
export const kindsTable = (own: BothSets<Record<Field, Score>>, outside: BothSets<Record<Kind, Tally>>): string =>
  [
    '| kind | set | phrases | right | not read | wrong, said to be a guess | wrong and silent |',
    '|-|-|-|-|-|-|-|',
    ...KINDS.flatMap((kind) => {
      const field = OWN_FIELDS[kind]
      const sets: [string, Figures][] = [
        ['own, known', figures(own.known[field])],
        ['own, held out', figures(own.heldOut[field])],
        ['outside, known', outside.known[kind]],
        ['outside, held out', outside.heldOut[kind]],
      ]
      return sets.map(([set, found]) => figuresRow(kind, set, found))
    }),
  ].join('\n')

const cell = (score: Score): string => `${score.right}/${score.of} (${(100 * shareOf(score)).toFixed(1)} %)`

export const fieldsTable = (
  known: Record<Field, Score>,
  heldOut: Record<Field, Score>,
  thresholds: Partial<Record<Field, number>>,
): string =>
  [
    '| field | known | held out | at least |',
    '|-|-|-|-|',
    ...FIELDS.map((field) => {
      const bar = thresholds[field]
      return `| ${field} | ${cell(known[field])} | ${cell(heldOut[field])} | ${bar ? `${bar * 100} %` : ''} |`
    }),
  ].join('\n')

const sourcesTable = (sources: Source[]): string =>
  [
    '| source | set | recurrences | days | times | licence | left out |',
    '|-|-|-|-|-|-|-|',
    ...sources.map(({ name, url, set, licence, leftOut, phrases }) => {
      const counts = KINDS.map((kind) => phrases.filter((phrase) => phrase.kind === kind).length)
      const title = url.startsWith('http') ? `[${name}](${url})` : name
      return `| ${title} | ${set === 'known' ? 'known' : 'held out'} | ${counts.join(' | ')} | ${licence} | ${leftOut} |`
    }),
  ].join('\n')

type Page = { kinds: string; fresh: string; fields: string; sentences: BothSets<number>; sources: Source[] }

/** docs/evaluation.md. */
export const pageOf = ({
  kinds,
  fresh,
  fields,
  sentences,
  sources,
}: Page): string => `# How well plain text is understood

\`npm run eval\` writes this page. The parser alone is measured, no model.

${kinds}
${fresh}

- **right**: the value is exact, and of the text nothing but the title is left.
- **not read**: nothing was taken from the text, or the answer names in \`unparsed\` what was not understood and gives no
  wrong value. The person sees it.
- **wrong, said to be a guess**: a wrong value of words that people mean in more than one way ("at 3", "next friday"), which
  the answer names in \`assumed\`. A client can ask.
- **wrong and silent**: a value that is not the expected one, or words that were lost or left over in the title, and
  nothing that says so.

## Our own sentences

${sentences.known + sentences.heldOut} sentences in tests/eval/ say what a person typed and what they meant, at ${new Date(NOW).toISOString()} in ${ZONE}.
The parser was tuned on the ${sentences.known} in known.ts, never on the ${sentences.heldOut} in held-out.ts, which were written before it. An answer
counts where a field is meant or something was found for it, so silence earns nothing and neither does guessing. A date
is right when the due day, the day to do it on and the time are all exact; a title when it matches letter by letter.

${fields}

## Phrases of other parsers

${sources.reduce((sum, { phrases }) => sum + phrases.length, 0)} phrases in tests/eval/outside/ were written by strangers, for the tests and help pages of other parsers. Only facts
are taken: the phrase, the moment it is said at, and what its authors expect. Each is tried as a task, after the title
"Call Bob", which must be what is left. All phrases of a source are in one set. Whoever works on the parser reads neither
the files whose names begin with \`held-out-\` nor their failures, and \`npm run eval\` prints none of them. A phrase that
is in both sets counts in the known one alone, which takes the easiest out of the held-out half.

- Recurrences are compared by what they mean: the same first 30 days, from a first day that the source allows. A rule may
  begin today or with its next turn.
- A part of the day ("in the evening") is right at any hour within it; every product has its own hour.
- A time with a zone is compared as an instant.
- Where sources differ in what people mean ("next friday", "noon"), the source's own reading counts. Left out are readings
  opposite to what this product has decided for itself (a weekday said on that weekday is the next one, "next wednesday"
  is that of next week, midnight ends the day), and what it does not have: repetition by the hour, several times or
  dates in one task, days in the past, ranges, seconds. The table says what was left out of each source.
- The public documentation of TickTick, Remember The Milk and Fantastical was not at hand.

${sourcesTable(sources)}

## Models

\`LIFEOS_EVAL_KEYS='{"openai":"…"}' npm run eval\` asks a model for every sentence of our own with the feature's own prompt
and prints its table. \`LIFEOS_FAKE_LLM=1 npm run eval\` does so with the stand-in, whose answers mean nothing: it shows
that the path works, not how well.
`
