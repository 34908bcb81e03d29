import { describe, expect, it } from 'vitest'
import { FileKey, FilePath, folderOf, nameOf, numbered } from '../../../lib/domain/markdown-files/file-path.ts'
import { scoreOf, scoreOfLabels, termsOf } from '../../../lib/domain/markdown-files/file-search.ts'
import { newFile, treeOf } from '../../../lib/domain/markdown-files/markdown-file.ts'

const file = (path: string, more: { tags?: string[]; category?: string } = {}) =>
  newFile({ path, ...more }, { size: 1, contentHash: 'h' }, { userId: 'u', id: path.replace(/\W/g, ''), now: 0 }).after

describe('paths of files', () => {
  it('are names between slashes that end in .md', () => {
    for (const path of ['a.md', 'a/b c/ü 日本.md', 'A.MD', '.md', 'x.markdown'])
      expect(FilePath.safeParse(path).success, path).toBe(true)
    for (const path of ['', 'a', 'a.txt', 'a//b.md', '../a.md', 'a/./b.md', 'a.md\u0000', `${'x'.repeat(256)}.md`])
      expect(FilePath.safeParse(path).success, path).toBe(false)
    const long = `${'ü'.repeat(100)}/`.repeat(4)
    expect(FilePath.safeParse(`${long}a.md`).success).toBe(false)
  })

  it('leave out slashes around them, in bodies and in addresses', () => {
    expect([FilePath.parse('/a/b.md'), FileKey.parse('/a/b.md')]).toEqual(['a/b.md', 'a/b.md'])
  })

  it('are made of a folder and a name', () => {
    expect([folderOf('a/b/c.md'), nameOf('a/b/c.md'), folderOf('c.md'), nameOf('c.md')]).toEqual([
      'a/b',
      'c.md',
      '',
      'c.md',
    ])
    expect(numbered('a.b/c.d.md', 2)).toBe('a.b/c.d (2).md')
  })
})

describe('the tree', () => {
  it('has each file once, under the folders of its path, folders first', () => {
    const tree = treeOf(['z.md', 'b/c/d.md', 'b/a.md', 'a.md'].map((path) => file(path)))
    const shape = (nodes: typeof tree): unknown[] =>
      nodes.map(({ name, children }) => (children ? [name, shape(children)] : name))
    expect(shape(tree)).toEqual([['b', [['c', ['d.md']], 'a.md']], 'a.md', 'z.md'])
    expect(tree[1]).toMatchObject({ type: 'file', path: 'a.md', metadata: { id: 'amd', folderPath: '' } })
  })
})

describe('search', () => {
  it('finds files that have every word, and ranks path before labels before content', () => {
    const one = file('Plans/Garden.md', { tags: ['Spring'], category: 'Home' })
    expect(scoreOfLabels(one, termsOf('garden'))).toBe(1)
    expect(scoreOfLabels(one, termsOf('spring home'))).toBeCloseTo(0.8)
    expect(scoreOfLabels(one, termsOf('garden tulips'))).toBeNull()
    expect(scoreOf(one, 'TULIPS', termsOf('garden tulips'))).toBeCloseTo(0.75)
    expect(scoreOf(one, 'roses', termsOf('tulips'))).toBeNull()
  })
})
