import type { Plugin } from 'esbuild'

const EMPTIED = ['fromText', 'parseText', 'toText', 'isFullyConvertible']
  .map(
    (name) => `export const ${name} = () => {
  throw new Error('Rules in words are left out of the bundles: see infra/no-rule-texts.ts')
}`,
  )
  .join('\n')

/** Leaves out the part of rrule that reads and writes rules in English words: its class refers to it, nothing here calls it. */
export const noRuleTexts: Plugin = {
  name: 'no-rule-texts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/]rrule[/]dist[/]esm[/]nlp[/]index[.]js$/ }, () => ({ contents: EMPTIED, loader: 'js' }))
  },
}
