import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Title } from '../../../lib/domain/fields.ts'
import { rootOf } from '../../../lib/domain/knowledge/imports/source-files.ts'
import { newItem } from '../../../lib/domain/knowledge/items/item.ts'
import { fileNameOf, uniqueNames } from '../../../lib/domain/knowledge/note-files/file-name.ts'
import { propertiesOf, splitFrontmatter } from '../../../lib/domain/knowledge/note-files/frontmatter.ts'
import { inlineTags } from '../../../lib/domain/knowledge/note-files/inline-tags.ts'
import { readNoteFile, writeNoteFile } from '../../../lib/domain/knowledge/note-files/note-file.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text.isWellFormed())
const nasty = fc.constantFrom(
  ...[
    'a/b',
    'a: b',
    '"quotes"',
    "it's",
    '../../x',
    'CON',
    'nul.txt',
    '.hidden',
    'end. ',
    '[[x]]',
    'a|b',
    '#tag',
    '- x',
  ],
  ...[
    'null',
    '2031',
    'true',
    '~',
    '{a: b}',
    '&x',
    '*x',
    '!tag',
    '%',
    '日本 🦊',
    'Zoe\u0308',
    '\u202eabc',
    'a\\b',
    'a\nb',
    'a\rb',
  ],
)
const title = fc
  .oneof(
    nasty,
    anyText,
    fc.tuple(nasty, anyText).map((parts) => parts.join(' ')),
  )
  .filter((text) => Title(500).safeParse(text).success)
const note = fc.record({
  title,
  tags: fc.uniqueArray(
    title.filter((tag) => tag.length <= 100),
    { maxLength: 5 },
  ),
  content: fc.option(
    fc.oneof(anyText, nasty, fc.constant('---\na: b\n---\nc'), fc.constant('\ufeffx'), fc.constant('---\n')),
  ),
  area: fc.constantFrom('Health' as const, 'Day Job' as const),
  status: fc.constantFrom('draft' as const, 'active' as const, 'archived' as const),
  kind: fc.constantFrom('fleeting' as const, 'literature' as const, 'permanent' as const),
  sourceUrl: fc.constantFrom(null, 'https://example.com/a?b=c#d'),
  aliases: fc.uniqueArray(title, { maxLength: 3 }),
  zettelId: fc.constantFrom(null, '20260311143000'),
  frontmatter: fc.constantFrom(null, 'cssclasses: [a]\n# why\n', 'foo:\n  bar: 1\n'),
})

describe('the file of a note', () => {
  test('comes back as the same note, whatever its title, tags and text', () => {
    fc.assert(
      fc.property(note, ({ content, ...given }) => {
        const fields = { ...given, aliases: given.aliases.filter((alias) => alias !== given.title) }
        const item = newItem(
          'note',
          { ...fields, folder: 'a:b/c' },
          { userId: 'u', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', now: 0 },
        )
        const name = fileNameOf(item.title)
        const {
          kind = 'permanent',
          status = 'active',
          sourceUrl = null,
          ...back
        } = readNoteFile(writeNoteFile(item, content, name), { name, folder: 'a-b/c' })
        expect({ kind, status, sourceUrl, ...back }).toEqual({ ...fields, content: content || null, folder: 'a:b/c' })
      }),
      { numRuns: 1_000 },
    )
  })

  test('of another program gives its tags, its text as it is, and keeps the properties that nobody here knows', () => {
    const file =
      '---\ntags:\n  - project\n  - deep/nested\naliases: [First, "The A"]\n# a comment\ndue: 2026-01-01\n---\n\n# Alpha\r\n\n> [!note] Callout\n> #inline\n'
    expect(readNoteFile(file, { name: 'Alpha', folder: 'P' })).toEqual({
      ...{ title: 'Alpha', folder: 'P', zettelId: null, tags: ['project', 'deep/nested', 'inline'] },
      content: '\n# Alpha\r\n\n> [!note] Callout\n> #inline\n',
      aliases: ['First', 'The A'],
      frontmatter: 'due: 2026-01-01\n',
    })
  })

  test.each([
    ['tags: "one, #two three"', ['one', 'two', 'three']],
    ['tags: [2031, true, "a b"]', ['2031', 'true', 'a b']],
    ['tag: one', ['one']],
    ['tags:', []],
  ])('has its tags as %s', (line, tags) => {
    expect(readNoteFile(`---\n${line}\n---\n`, { name: 'x', folder: '' }).tags).toEqual(tags)
  })
})

describe('frontmatter', () => {
  test.each([
    ['no list of properties', '- a\n- b'],
    ['broken', 'a: [1'],
    ['a property twice', 'a: 1\na: 2'],
    ['in one line', '{a: b}'],
    ['nested without end', `a: ${'['.repeat(20_000)}`],
    ['lists without end', `a:\n ${'- '.repeat(10_000)}`],
    ['thousands of properties', Array.from({ length: 3_000 }, (_, i) => `k${i}: v`).join('\n')],
    ['longer than any', `a: ${'x'.repeat(40_000)}`],
  ])('that is %s stays a part of the text', (_, yaml) => {
    const file = `---\n${yaml}\n---\nBody`
    expect(splitFrontmatter(file)).toEqual({ properties: null, body: file })
  })

  test('has aliases of YAML that are not followed, so that a bomb of them stays small', () => {
    const bomb = [
      'a: &a [x,x,x]',
      ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}]`),
    ].join('\n')
    const values = [...(propertiesOf(bomb) ?? [])].flatMap(([, one]) => one.values)
    expect(values).toEqual(['x', 'x', 'x'])
  })
})

describe('names of files', () => {
  test('are such that every disk takes them, and no two of them are the same', () => {
    fc.assert(
      fc.property(fc.array(title, { maxLength: 30 }), (titles) => {
        const names = uniqueNames([...titles, ...titles].map((one) => ({ title: one, type: 'note' })))
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
        for (const name of names) {
          expect(name).not.toMatch(/[\\/:*?"<>|]|^\.|[. ]$|^(con|nul|prn|aux)(\.|$)/i)
          expect(Buffer.byteLength(`${name}.md`)).toBeLessThanOrEqual(255)
          expect(name.trim()).not.toBe('')
        }
      }),
      { numRuns: 300 },
    )
  })

  test('are the titles where these can be names', () => {
    const titles = ['Plain', 'Ünï 日本 🦊', 'Twin', 'Twin', 'twin', 'Twin 2']
    expect(uniqueNames(titles.map((one) => ({ title: one, type: 'note' })))).toEqual([
      'Plain',
      'Ünï 日本 🦊',
      'Twin',
      'Twin 2',
      'twin 3',
      'Twin 2 2',
    ])
  })

  test('keep the ending of a document, and are those of no note', () => {
    const named = (title: string, type: string) => ({ title, type })
    const items = [
      named('dot.png', 'document'),
      named('dot.png', 'document'),
      named('PDF', 'document'),
      named('PDF', 'note'),
    ]
    expect(uniqueNames(items)).toEqual(['dot.png', 'dot 2.png', 'PDF', 'PDF 2'])
  })

  test('are counted from the vault’s own folder on', () => {
    expect(rootOf(['Vault/a.md', 'Vault/.obsidian/app.json'])).toBe('Vault/')
    expect(rootOf(['P/a.md', '.obsidian/app.json'])).toBe('')
    expect(rootOf(['P/a.md', 'P/b/c.md', '__MACOSX/x'])).toBe('P/')
    expect(rootOf(['P/a.md', 'b.md'])).toBe('')
    expect(rootOf(['P/a.md', 'P/.obsidian/x', 'b.md'])).toBe('')
  })
})

test('inline tags are none in code, addresses, headings and numbers', () => {
  const text =
    '# Heading\n#one text #two/three, (#four) #2024 #y2024 a#b http://x.y/#z `#code` \\#escaped\n\n```\n#fenced\n```\n<b title="#html">#five</b>'
  expect(inlineTags(text)).toEqual(['one', 'two/three', 'four', 'y2024', 'five'])
})
