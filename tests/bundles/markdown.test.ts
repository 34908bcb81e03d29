import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { wikilinksIn } from '../../lib/domain/knowledge/links/wikilinks.ts'
import { inlineTags } from '../../lib/domain/knowledge/note-files/inline-tags.ts'
import { bundledModule } from '../support/bundle.ts'

let bundled: { wikilinksIn: typeof wikilinksIn; inlineTags: typeof inlineTags }
beforeAll(async () => {
  bundled = (await bundledModule(`
    export { wikilinksIn } from './lib/domain/knowledge/links/wikilinks.ts'
    export { inlineTags } from './lib/domain/knowledge/note-files/inline-tags.ts'
  `)) as typeof bundled
})

const same = (text: string) => {
  expect([text, bundled.wikilinksIn(text)]).toEqual([text, wikilinksIn(text)])
  expect([text, bundled.inlineTags(text)]).toEqual([text, inlineTags(text)])
}

describe('what bundles find in Markdown', () => {
  test('is what the whole library finds: entities in titles, code, HTML, addresses, definitions', () => {
    const texts = [
      '[[R&amp;D]] [[caf&eacute;|&copy;]] &#91;[x]] #caf&eacute; #a&amp;b &num;tag &#35;tag',
      '`[[code]]` ``[[a]] ` #b`` [[c]]\n\n    [[indented]] #i\n\n~~~ js &amp; [[info]]\n[[fenced]] #f\n~~~\n[[after]] #g',
      '<a title="[[html]]">[[text]] #t</a> <!-- [[comment]] #c --> <div>\n[[block]]\n</div>',
      'https://example.org/[[x]]#y www.example.org#z <https://example.org/#a> <mailto:a@b.org> <javascript:[[x]]> <a@[[b]].org>',
      '[d]: javascript:alert "[[title]] #e"\n\n[e]: javascript&colon;alert "[[title]]"\n\n[f]: &Tab;javascript&#58;x "[[g]]"',
      '[g]: https://bücher.example/ä&auml; "[[h]] #i"\n[h]: <data&colon;image&sol;png&semi;x> "[[j]]"\n[i]: file:x "[[k]]"',
      '> - [[quote]]\n>   #q\n\n1. # [[heading]] #h\n\n| [[a\\|b]] | #c |\n|-|-|',
    ]
    for (const text of texts) same(text)
  })

  test('is that of any text of such parts', () => {
    const part = fc.constantFrom(
      ...[
        '[[',
        ']]',
        '|',
        '#',
        'a',
        'é',
        '&amp;',
        '&colon;',
        '&#58;',
        '&lt;',
        '`',
        '``',
        '\n',
        '\n\n',
        '    ',
        '> ',
        '- ',
      ],
      ...[
        '~~~',
        '<',
        '>',
        '<b>',
        '<!--',
        '-->',
        '[x]: ',
        'javascript',
        ':',
        'https://x.org',
        '"',
        "'",
        '(',
        ')',
        '\\',
        '!',
        ' ',
      ],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => same(parts.join(''))),
      { numRuns: 2_000 },
    )
  })
})
