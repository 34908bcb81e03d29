import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILES_IMPORT } from '../../../lib/domain/knowledge/imports/import.job.ts'
import { filesImport } from '../../../lib/domain/knowledge/imports/import-files.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { findJob, newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { startVaultApi, type VaultApi } from '../../support/vault-api.ts'
import { type Member, zipOf } from '../../support/zip.ts'

let api: VaultApi
beforeAll(async () => {
  api = await startVaultApi()
})
afterAll(() => api.stop())

const VAULT: Member[] = [
  ['Vault/.obsidian/app.json', '{}'],
  ['Vault/Home.md', '# Welcome\r\n\r\n[[Alpha]], [[Beta|second]] and [[Nowhere]].\n'],
  [
    'Vault/Projects/Alpha.md',
    '---\ntags: [project, deep/nested]\naliases: [First]\n---\nText ![[dot.png]]\n\n> [!note] A callout\n',
  ],
  ['Vault/Projects/Deep/Beta.md', '---\nstatus: mine\n---\nBack to [[Home]] #inline\n'],
  ['Vault/attachments/dot.png', Buffer.from('89504e47', 'hex')],
]

describe('an Obsidian vault that is imported', () => {
  test('becomes notes with their folders, tags, texts and links, and documents of the other files', async () => {
    const person = await api.newPerson()
    const job = await person.imported('obsidian', zipOf(VAULT))
    expect(job).toMatchObject({
      status: 'succeeded',
      format: 'obsidian',
      counts: { notes: 3, attachments: 1 },
      skipped: [],
    })
    const [home, alpha, beta, dot] = await person.notes()
    expect([home, alpha, beta]).toMatchObject([
      {
        type: 'note',
        title: 'Home',
        folder: '',
        tags: [],
        content: '# Welcome\r\n\r\n[[Alpha]], [[Beta|second]] and [[Nowhere]].\n',
      },
      {
        title: 'Alpha',
        folder: 'Projects',
        tags: ['project', 'deep/nested'],
        content: 'Text ![[dot.png]]\n\n> [!note] A callout\n',
      },
      { title: 'Beta', folder: 'Projects/Deep', tags: ['inline'], content: 'Back to [[Home]] #inline\n' },
    ])
    expect(dot).toMatchObject({ type: 'document', title: 'dot.png', folder: 'attachments', fileType: 'image/png' })
    expect((await person.read(`/knowledge/notes/${home.id}/links`)).unresolved).toEqual(['Nowhere'])
    expect((await person.read(`/knowledge/notes/${alpha.id}/links`)).outgoing).toMatchObject([{ id: dot.id }])
    const zettels = [home, alpha, beta].map(({ zettelId }: { zettelId: string }) => zettelId)
    expect(zettels).toEqual(['20260102030406', '20260102030408', '20260102030409'])
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })

  test('skips what cannot be taken with its name and a reason, and takes the rest', async () => {
    const person = await api.newPerson()
    const bad: Member[] = [
      ['latin.md', Buffer.from('caf\xe9', 'latin1')],
      ['nul.md', 'a\0b'],
      ['long.md', 'x'.repeat(1_048_577)],
      [`${'t'.repeat(501)}.md`, 'Title'],
      ['../out.md', 'Outside'],
    ]
    const job = await person.imported('obsidian', zipOf([...bad, ['good.md', 'Good']]))
    expect(job).toMatchObject({ status: 'succeeded', counts: { notes: 1 }, skippedCount: 5 })
    expect(job.skipped.map(({ name }: { name: string }) => name)).toEqual(bad.map(([name]) => name.slice(0, 300)))
    expect((await person.notes()).map(({ title }: { title: string }) => title)).toEqual(['good'])
  })

  test('keeps texts beyond a row whole, links beyond a transaction, and gives each of many files of one time an id', async () => {
    const person = await api.newPerson()
    const long = '# ü 日本 🦊\n'.repeat(30_000)
    const links = Array.from({ length: 300 }, (_, i) => `[[Target ${i}]]`).join(' ')
    const many = Array.from({ length: 250 }, (_, i): Member => [`n${i}.md`, `Note ${i} [[Linked]]`])
    const job = await person.imported('markdown', zipOf([['Long.md', long], ['Linked.md', links], ...many]))
    expect(job).toMatchObject({ status: 'succeeded', counts: { notes: 252 } })
    const notes = await person.notes()
    expect(notes.find(({ title }: { title: string }) => title === 'Long').content).toBe(long)
    const linked = notes.find(({ title }: { title: string }) => title === 'Linked')
    const found = await person.read(`/knowledge/notes/${linked.id}/links`)
    expect([found.unresolved.length, found.backlinks.length]).toEqual([300, 250])
    expect(new Set(notes.map(({ zettelId }: { zettelId: string }) => zettelId)).size).toBe(252)
    expect(violationsIn(await partitionOf(person.userId))).toEqual([])
  })
})

describe('an import', () => {
  test('of a single Markdown file makes its note', async () => {
    const person = await api.newPerson()
    await person.imported('markdown', Buffer.from('# Read me\n'), 'Read me.md')
    expect(await person.notes()).toMatchObject([{ title: 'Read me', content: '# Read me\n' }])
  })

  test('of what is no archive fails and says so; what was never sent or is someone else’s is refused', async () => {
    const [person, other] = [await api.newPerson(), await api.newPerson()]
    const job = await person.imported('obsidian', Buffer.from('This is no zip file.'))
    expect(job).toMatchObject({ status: 'failed', error: { message: 'This is no zip archive' } })
    const uploadId = await person.uploaded(zipOf(VAULT))
    const announced = await person.made('/uploads', {
      fileName: 'a.zip',
      contentType: 'application/zip',
      bytes: 9,
      purpose: 'import',
    })
    const avatar = await person.uploaded(zipOf(VAULT), 'a.zip', 'avatar')
    const start = async (who: typeof person, id: string) => {
      const { status, error } = await who.call('POST', '/knowledge/imports', {
        body: { format: 'obsidian', uploadId: id },
      })
      return [status, error?.details?.[0]?.loc]
    }
    for (const [who, id] of [
      [other, uploadId],
      [person, announced.uploadId],
      [person, avatar],
    ] as const)
      expect(await start(who, id)).toEqual([400, ['body', 'uploadId']])
    const { id } = await person.made('/knowledge/imports', { format: 'obsidian', uploadId }, 202)
    expect((await other.call('GET', `/knowledge/imports/${id}`)).status).toBe(404)
  })

  test.each([{ after: false }, { after: true }])(
    'that dies at any await ends with the same vault (when it took effect: $after)',
    async ({ after }) => {
      const files = new Map<string, Buffer>()
      const linked = Array.from({ length: 100 }, (_, i) => `[[Other ${i}]]`).join(' ')
      files.set(
        'up',
        zipOf([...VAULT, ['Linked.md', linked], ['Long.md', 'Long text. '.repeat(12_000)], ['../out.md', 'x']]),
      )
      const texts = {
        put: async (key: string, text: string) => void files.set(key, Buffer.from(text)),
        get: async (key: string) => files.get(key)?.toString() ?? null,
      }
      const none = async () => ''
      const objects = {
        sizeOf: async (key: string) => files.get(key)?.length ?? null,
        readRange: (key: string, start: number, length: number) =>
          awaiting(async () => files.get(key)?.subarray(start, start + length) ?? Buffer.alloc(0)),
        putBytes: (key: string, bytes: Buffer) => awaiting(async () => void files.set(key, bytes)),
        ...{ beginParts: none, putPart: none, finishParts: async () => {} },
      }
      const runner = filesImport({ texts, objects })
      const restore = crashTable()
      try {
        let vault: unknown[] | null = null
        for (let nth = 2, crashed = true; crashed; nth += 1) {
          const userId = newUserId()
          let ahead = 0
          const ctx = () =>
            contextFor(userId, { now: () => Date.now() + ahead, deadline: Date.now() + ahead + AMPLE_MS })
          const input = {
            format: 'obsidian',
            key: 'up',
            bytes: files.get('up')?.length ?? 0,
            fileName: 'v.zip',
            area: 'Love' as const,
            timeZone: 'UTC',
          }
          const { job, write } = newJob(ctx(), FILES_IMPORT, input)
          await commit(ctx(), { changes: [], writes: [write], result: null })
          const run = () => runJob(ctx(), [runner], { jobId: job.id, worker: 'job-worker' })
          crashed = (await dyingAt(nth, { after }, run)).crashed
          ahead += AMPLE_MS + HOUR_MS
          await run()
          expect(await findJob(ctx(), job.id)).toMatchObject({
            status: 'succeeded',
            result: { counts: { notes: 5, attachments: 1 }, skippedCount: 1 },
          })
          const rows = await partitionOf(userId)
          expect(violationsIn(rows)).toEqual([])
          const found = [...rows].flatMap(([key, { title, content, folder, zettelId, settled }]) =>
            /^(KNOWLEDGEITEM|ZETTEL|KNOWLEDGEBACKLINK|KNOWLEDGELINKS)#/.test(key)
              ? [[key.split('#')[0], title, content, folder, zettelId, settled]]
              : [],
          )
          vault ??= found
          expect(found).toEqual(vault)
          expect(found.some((row) => row.at(-1) === false)).toBe(false)
        }
      } finally {
        restore()
      }
    },
  )
})
