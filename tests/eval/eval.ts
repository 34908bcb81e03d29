import { writeFileSync } from 'node:fs'
import { parseTask } from '../../lib/domain/ai/core/parse/parse-task.ts'
import { heldOut } from './held-out.ts'
import { known } from './known.ts'
import { NOW, ZONE } from './sample.ts'
import { type Answer, FIELDS, type Field, found, type Score, scoreOf, shareOf } from './score.ts'
import { answersOfModels } from './with-model.ts'

/** Scores the parser on the sentences beside this file, and models where there are keys; writes docs/evaluation.md. */

const THRESHOLDS = { dates: 0.9, priorities: 0.95, recurrences: 0.9 } as const

const computed = (text: string): Answer => found(parseTask(text, { now: NOW, zone: ZONE }))

const cell = (score: Score): string => `${score.right}/${score.of} (${(100 * shareOf(score)).toFixed(1)} %)`

const [ofKnown, ofHeldOut] = [scoreOf(known, computed), scoreOf(heldOut, computed)]
const bars: Partial<Record<string, number>> = THRESHOLDS

const tableOf = (parts: Record<Field, Score>[]): string =>
  [
    '| field | known | held out | at least |',
    '|-|-|-|-|',
    ...FIELDS.map((field) => {
      const bar = bars[field]
      return `| ${field} | ${parts.map((part) => cell(part[field])).join(' | ')} | ${bar ? `${bar * 100} %` : ''} |`
    }),
  ].join('\n')

const page = `# How well plain text is understood

\`npm run eval\` writes this page. ${known.length + heldOut.length} sentences in tests/eval/ say what a person typed and what they meant. The parser was
tuned on the ${known.length} in known.ts, never on the ${heldOut.length} in held-out.ts, which were written before it. An answer counts where a field is meant or
something was found for it, so silence earns nothing and neither does guessing. A date is right when the due day, the
day to do it on and the time are all exact; a title when it matches letter by letter.

Parser alone (\`lib/domain/ai/core/parse\`), no model, at ${new Date(NOW).toISOString()} in ${ZONE}:

${tableOf([ofKnown, ofHeldOut])}

With a model: \`LIFEOS_EVAL_KEYS='{"openai":"…"}' npm run eval\` asks it for every sentence with the feature's own prompt and
prints its table. \`LIFEOS_FAKE_LLM=1 npm run eval\` does so with the stand-in, whose answers mean nothing: it shows that
the path works, not how well.
`

const byModel = await answersOfModels([...known, ...heldOut])
if (byModel) {
  const answer = (text: string): Answer => byModel.answers.get(text) ?? computed(text)
  console.log(`${byModel.by}, ${byModel.failed.size} without an answer (the computed one counts):\n`)
  console.log(`${tableOf([scoreOf(known, answer), scoreOf(heldOut, answer)])}\n`)
}

writeFileSync(new URL('../../docs/evaluation.md', import.meta.url), page)
console.log(page)
const misses = [...FIELDS].flatMap((field) => ofKnown[field].wrong.map((wrong) => ({ field, ...wrong })))
if (misses.length > 0) console.table(misses)
const failed = Object.entries(THRESHOLDS).filter(
  ([field, bar]) =>
    shareOf(ofKnown[field as keyof typeof THRESHOLDS]) < bar ||
    shareOf(ofHeldOut[field as keyof typeof THRESHOLDS]) < bar,
)
for (const [field, bar] of failed) console.error(`${field}: below ${bar * 100} %`)
process.exitCode = failed.length > 0 ? 1 : 0
