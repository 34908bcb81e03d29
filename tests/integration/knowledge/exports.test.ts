import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inMemory } from '../../../lib/domain/archives/byte-source.ts'
import { isReadable, listZip, readEntry } from '../../../lib/domain/archives/read-zip.ts'
import { FILES_EXPORT } from '../../../lib/domain/knowledge/exports/export.job.ts'
import { filesExport } from '../../../lib/domain/knowledge/exports/export-files.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { findJob, newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, dyingAt } from '../../support/crash.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { startVaultApi, type VaultApi } from '../../support/vault-api.ts'
import { zipOf } from '../../support/zip.ts'

let api: VaultApi
beforeAll(async () => {
  api = await startVaultApi()
})
afterAll(() => api.stop())
type Person = Awaited<ReturnType<VaultApi['newPerson']>>

const exported = async (person: Person) => {
  const { id } = await person.made('/knowledge/exports', { format: 'obsidian' }, 202)
  const found = await person.read(`/knowledge/exports/${id}`)
  expect(found).toMatchObject({ status: 'succeeded', format: 'obsidian' })
  const file = Buffer.from(await (await fetch(found.url)).arrayBuffer())
  expect(file.length).toBe(found.bytes)
  return { id, file }
}
const filesOf = async (archive: Buffer) => {
  const source = inMemory(archive)
  const entries = (await listZip(source))?.entries.filter((entry) => entry !== null && isReadable(entry)) ?? []
  return new Map(
    await Promise.all(entries.map(async (entry) => [entry.path, await readEntry(source, entry, 1e8)] as const)),
  )
}

const NOTES = [
  { title: 'Plain', content: '# Plain\n\nText.\n', tags: ['2031', 'true'] },
  { title: 'Windows', content: 'one\r\ntwo\r\n', folder: 'a: b/c', kind: 'fleeting', status: 'archived' },
  { title: 'Rule first', content: '---\nnot: front matter\n---\nBody #tag\n', aliases: ['Another', 'a, b'] },
  {
    title: 'Slash / colon: "quotes"?',
    content: 'See [[Plain]].',
    area: 'Day Job',
    sourceUrl: 'https://example.com/#a',
  },
  { title: '../../escape', content: 'Stay' },
  { title: 'Twin', content: 'first' },
  { title: 'Twin', content: 'second' },
  { title: 'Long', content: 'ü 日本 🦊\n'.repeat(15_000) },
  { title: 'No body' },
]
const FIELDS = [
  'title',
  'content',
  'tags',
  'aliases',
  'folder',
  'kind',
  'status',
  'area',
  'sourceUrl',
  'zettelId',
  'type',
]
const comparable = (notes: Record<string, unknown>[]) =>
  notes.map((one) => Object.fromEntries(FIELDS.map((name) => [name, one[name] ?? null])))

describe('a vault that is exported', () => {
  test('comes back as the same notes and files, byte for byte, in an archive that is nobody else’s', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    for (const note of NOTES) await person.made('/knowledge/notes', { area: 'Love', ...note })
    const png = Buffer.from('89504e470d0a1a0a', 'hex')
    await person.imported(
      'obsidian',
      zipOf([
        ['x/Alpha.md', '---\ndue: 2026-01-01\n---\n![[dot.png]]'],
        ['x/img/dot.png', png],
      ]),
    )
    const { id, file } = await exported(person)
    expect((await other.call('GET', `/knowledge/exports/${id}`)).status).toBe(404)
    const files = await filesOf(file)
    expect([...files.keys()]).toEqual([
      ...[
        '.obsidian/app.json',
        'Plain.md',
        'a- b/c/Windows.md',
        'Rule first.md',
        'Slash - colon- -quotes--.md',
        '-..-escape.md',
      ],
      ...['Twin.md', 'Twin 2.md', 'Long.md', 'No body.md', 'Alpha.md', 'img/dot.png'],
    ])
    expect(files.get('img/dot.png')).toEqual(png)
    expect(String(files.get('Alpha.md'))).toContain('\ndue: 2026-01-01\n---\n![[dot.png]]')
    await other.imported('obsidian', file)
    expect(comparable(await other.notes())).toEqual(comparable(await person.notes()))
    expect([...(await filesOf((await exported(other)).file)).keys()]).toEqual([...files.keys()])
    expect((await exported(person)).file.equals(file)).toBe(true)
  })

  test.each([{ after: false }, { after: true }])(
    'by a job that dies at any await is the same archive (when it took effect: $after)',
    async ({ after }) => {
      const person = await api.newPerson()
      for (const note of NOTES) await person.made('/knowledge/notes', { area: 'Love', ...note })
      const texts = Object.fromEntries(
        (await person.notes()).map(({ content }: { content: string | null }) => [content?.slice(0, 5), content]),
      )
      let whole: Buffer | null = null
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const files = new Map<string, Buffer>()
        const open = new Map<string, Buffer[]>()
        const objects = {
          sizeOf: (key: string) => awaiting(async () => files.get(key)?.length ?? null),
          readRange: (key: string, start: number, length: number) =>
            awaiting(async () => files.get(key)?.subarray(start, start + length) ?? Buffer.alloc(0)),
          putBytes: (key: string, bytes: Buffer) => awaiting(async () => void files.set(key, bytes)),
          beginParts: () =>
            awaiting(async () => {
              const upload = `u${open.size}`
              open.set(upload, [])
              return upload
            }),
          putPart: (_: string, upload: string, number: number, bytes: Buffer) =>
            awaiting(async () => {
              const parts = open.get(upload)
              if (!parts) throw new Error('NoSuchUpload')
              parts[number - 1] = bytes
              return `e${number}`
            }),
          finishParts: (key: string, upload: string) =>
            awaiting(async () => {
              files.set(key, Buffer.concat(open.get(upload) ?? []))
              open.delete(upload)
            }),
        }
        const store = { put: async () => {}, get: async () => texts['ü 日本'] ?? texts['ü 日本 '] ?? null }
        let ahead = 0
        const ctx = () =>
          contextFor(person.userId, { now: () => Date.now() + ahead, deadline: Date.now() + ahead + AMPLE_MS })
        const { job, write } = newJob(ctx(), FILES_EXPORT, { format: 'obsidian' })
        await commit(ctx(), { changes: [], writes: [write], result: null })
        const run = () =>
          runJob(ctx(), [filesExport({ texts: store, objects })], { jobId: job.id, worker: 'job-worker' })
        crashed = (await dyingAt(nth, { after }, run)).crashed
        for (let again = 0; again < 2; again++) {
          ahead += AMPLE_MS + HOUR_MS
          await run()
        }
        const { status, result } = (await findJob(ctx(), job.id)) ?? {}
        const file = files.get(String(result?.key)) ?? Buffer.alloc(0)
        expect([status, result?.bytes]).toEqual(['succeeded', file.length])
        whole ??= file
        expect(file.equals(whole)).toBe(true)
      }
    },
  )
})
