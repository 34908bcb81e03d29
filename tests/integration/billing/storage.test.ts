import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountStorage } from '../../../infra/scripts/recount.ts'
import { randomFrom } from '../../../infra/seed/random.ts'
import { readUsage } from '../../../lib/domain/billing/billing.service.ts'
import { kindNamed } from '../../../lib/domain/kinds/lookup.ts'
import { changeLinkedItem } from '../../../lib/domain/knowledge/graph/rename-links.service.ts'
import { VAULT_ITEM } from '../../../lib/domain/knowledge/items/item.kind.ts'
import { changeItem, createItem } from '../../../lib/domain/knowledge/items/item.service.ts'
import { announceFile } from '../../../lib/domain/markdown-files/file-upload.service.ts'
import { MARKDOWN_FILE } from '../../../lib/domain/markdown-files/markdown-file.kind.ts'
import { createFile, loadFile, replaceFile } from '../../../lib/domain/markdown-files/markdown-file.service.ts'
import { purge } from '../../../lib/domain/trash/purge.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { announceUpload } from '../../../lib/domain/uploads/upload.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { putWrite, removeWrite } from '../../../lib/platform/events/write.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { many } from '../../support/api.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const LIMIT = 100_000_000
const MINUTE = 60_000

/** A storage in memory that takes forms, as S3 does. */
const storage = () => {
  const objects = new Map<string, string>()
  return {
    objects,
    put: (key: string, text: string) => awaiting(async () => void objects.set(key, text)),
    get: (key: string) => awaiting(async () => objects.get(key) ?? null),
    form: async () => ({ url: 'http://storage.test/', fields: {} }),
    downloadUrl: async (key: string) => `http://storage.test/${key}`,
  }
}
type Storage = ReturnType<typeof storage>

let restoreTable: () => void
beforeAll(() => {
  // Everybody here has bought nothing.
  process.env.BILLING = 'stripe'
  restoreTable = crashTable()
})
afterAll(() => restoreTable())

/** What the rows of a person name, by hand: files and long texts that are not in the trash, and held room. */
const named = async (userId: string): Promise<number> => {
  const rows = await partitionOf(userId)
  return [...rows].reduce((sum, [key, row]) => {
    if (key.startsWith('MARKDOWNFILE#')) return sum + Number(row.size)
    if (key.startsWith('KNOWLEDGEITEM#'))
      return [row.longContent, row.attachment].reduce<number>((all, one) => all + bytesIn(one), sum)
    return key.startsWith('STORAGE#HOLD#') ? sum + Number(row.bytes) : sum
  }, 0)
}
const bytesIn = (named: unknown): number => Number((named as { bytes: number } | undefined)?.bytes ?? 0)
const counted = async (userId: string) => Number((await partitionOf(userId)).get('STORAGE')?.used ?? 0)
const fill = (ctx: Context, used: number) =>
  commit(ctx, { changes: [], writes: [putWrite(ctx, sk.storage(), { used })], result: null })
const text = (bytes: number) => 'x'.repeat(bytes)
const meterOf = async (ctx: Context) => {
  const noAi = async () => ({ lastHour: { used: 0, resetsAt: null }, period: { used: 0 } })
  return (await readUsage(ctx, noAi)).meters.find(({ meter }) => meter === 'storageBytes')
}
const full = { status: 403, code: 'PLAN_LIMIT' }

type Command = (ctx: Context, store: Storage, random: () => number) => Promise<unknown>
type Named = { id: string; kind: string; isTrashed: boolean }

const entitiesOf = async (userId: string): Promise<Named[]> =>
  [...(await partitionOf(userId))].flatMap(([key, { id }]) => {
    const kind = /^(?:TRASH#)?(MARKDOWNFILE|KNOWLEDGEITEM)#/.exec(key)?.[1]?.toLowerCase()
    return kind ? [{ id: String(id), kind, isTrashed: key.startsWith('TRASH#') }] : []
  })
const oneOf = async (ctx: Context, random: () => number, wanted: Partial<Named>): Promise<Named | undefined> => {
  const all = (await entitiesOf(ctx.userId)).filter(
    ({ kind, isTrashed }) => isTrashed === (wanted.isTrashed ?? false) && kind === (wanted.kind ?? kind),
  )
  return all[Math.floor(random() * all.length)]
}
const size = (random: () => number) => Math.floor(random() * 3_000)
const long = (random: () => number) => 100_001 + size(random)
const markdown = { kind: 'markdownfile' }
const vault = { kind: 'knowledgeitem' }

const COMMANDS: Command[] = [
  (ctx, store, random) =>
    createFile(ctx, store, { path: `f${Math.floor(random() * 6)}.md`, content: text(size(random)) }),
  async (ctx, store, random) => {
    const file = await oneOf(ctx, random, markdown)
    return file && replaceFile(ctx, store, file.id, { content: text(size(random)) })
  },
  (ctx, store, random) =>
    createItem(ctx, store, { type: 'note', title: 'N', area: 'Health', content: text(long(random)) }),
  async (ctx, store, random) => {
    const item = await oneOf(ctx, random, vault)
    return item && changeItem(ctx, store, item.id, { content: random() < 0.3 ? 'short' : text(long(random)) })
  },
  async (ctx, _, random) => {
    const one = await oneOf(ctx, random, {})
    const kind = one && kindNamed(one.kind)
    return one && kind && deleteEntity(ctx, kind, one.id)
  },
  async (ctx, _, random) => {
    const one = await oneOf(ctx, random, { isTrashed: true })
    return one && restoreEntity(ctx, one.kind, one.id)
  },
  // The table's TTL takes a row out of the trash, and the stream purges what was its own.
  async (ctx, _, random) => {
    const one = await oneOf(ctx, random, { isTrashed: true })
    const kind = one && kindNamed(one.kind)
    if (!one || !kind) return
    const key = [...(await partitionOf(ctx.userId))].find(([SK, { id }]) => SK.startsWith('TRASH#') && id === one.id)
    await commit(ctx, { changes: [], writes: [removeWrite(ctx, key?.[0] ?? '')], result: null })
    await purge(ctx, kind, one.id)
  },
  async (ctx, store, random) => {
    const { fileId, s3Key } = await announceFile(ctx, store, { fileName: `u${Math.floor(random() * 3)}.md` })
    if (random() < 0.4) return
    store.objects.set(s3Key, text(size(random)))
    await loadFile(ctx, store, fileId)
  },
  (ctx, store, random) => {
    const request = { fileName: 'a.png', contentType: 'image/png', bytes: size(random), purpose: 'avatar' as const }
    return announceUpload(ctx, store, request)
  },
]

/** A life of random commands, of which some die at any await. Returns whom it was about. */
const live = async (seed: number, deaths: { count: number }): Promise<string> => {
  const random = randomFrom(seed)
  const store = storage()
  const userId = randomUUID()
  for (let step = 0; step < 25; step++) {
    const command = COMMANDS[Math.floor(random() * COMMANDS.length)] as Command
    // Requests come minutes apart, so forms end.
    const ctx = contextFor(userId, { now: () => Date.now() + step * 2 * MINUTE })
    const nth = random() < 0.4 ? 1 + Math.floor(random() * 8) : 1_000
    const work = () => command(ctx, store, random).catch(unlessAnswered)
    if ((await dyingAt(nth, { after: random() < 0.5 }, work)).crashed) deaths.count += 1
    expect(await counted(userId), `seed ${seed}, step ${step}`).toBe(await named(userId))
  }
  return userId
}

/** A refusal is an answer: the path is taken, the room is full, somebody else was there first. */
const unlessAnswered = (error: { status?: number }) => {
  if (error.status === undefined || error.status >= 500) throw error
}

describe('the bytes that a person stores', () => {
  it('are what rows name after any run of creating, changing, deleting, restoring and purging, with crashes', async () => {
    const deaths = { count: 0 }
    const people = await many(24, (i) => live(i + 1, deaths))
    expect(deaths.count).toBeGreaterThan(20)
    // What was purged is missing in the trash, as it should be.
    const purged = /^TRASH#\S+ should be stored$/
    for (const userId of people) {
      expect(violationsIn(await partitionOf(userId)).filter((problem) => !purged.test(problem))).toEqual([])
      const wrong = contextFor(userId)
      await fill(wrong, 7)
      expect(await recountStorage(userId, wrong.deadline)).toBe(await named(userId))
    }
  })

  it('end exactly at the limit under 50 writers at once, who are told what it is', async () => {
    const ctx = contextFor(randomUUID())
    const store = storage()
    await fill(ctx, LIMIT - 10 * 1_000)
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        createFile(contextFor(ctx.userId), store, { path: `${i}.md`, content: text(1_000) }),
      ),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({
          ...full,
          details: {
            meter: 'storageBytes',
            used: LIMIT,
            limit: LIMIT,
            tier: 'starter',
            upgradeTo: 'pro',
            resetsAt: null,
          },
        })
    expect(await meterOf(contextFor(ctx.userId))).toEqual({
      meter: 'storageBytes',
      used: LIMIT,
      limit: LIMIT,
      resetsAt: null,
    })
  })

  it('hold for announced uploads too: of 50 at once as many as there is room for, until their forms have ended', async () => {
    const { userId } = contextFor(randomUUID())
    const store = storage()
    const announced = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => announceFile(contextFor(userId), store, { fileName: `${i}.md` })),
    )
    const forms = announced.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(forms).toHaveLength(Math.floor(LIMIT / 10_485_760))
    const [first] = forms
    store.objects.set(first?.s3Key ?? '', text(500))
    await loadFile(contextFor(userId), store, first?.fileId ?? '')
    expect((await meterOf(contextFor(userId)))?.used).toBe((forms.length - 1) * 10_485_760 + 500)
    const later = { now: () => Date.now() + 16 * MINUTE }
    expect((await meterOf(contextFor(userId, later)))?.used).toBe(500)
    await many(forms.length, (i) => announceFile(contextFor(userId, later), store, { fileName: `later${i}.md` }))
    expect(await counted(userId)).toBe(await named(userId))
  })

  it('make room at once when something goes to the trash, from where it comes back only if there is room', async () => {
    const ctx = contextFor(randomUUID())
    const store = storage()
    const { file } = await createFile(ctx, store, { path: 'a.md', content: text(1_000) })
    await deleteEntity(ctx, MARKDOWN_FILE, file.id)
    expect(await counted(ctx.userId)).toBe(0)
    await fill(ctx, LIMIT - 999)
    await expect(restoreEntity(ctx, 'markdownfile', file.id)).rejects.toMatchObject(full)
    await fill(ctx, LIMIT - 1_000)
    await restoreEntity(ctx, 'markdownfile', file.id)
    expect(await counted(ctx.userId)).toBe(LIMIT)
  })

  it('above the limit, since a downgrade, may be read, shortened, relabelled and deleted, never added to', async () => {
    const ctx = contextFor(randomUUID())
    const store = storage()
    const { file } = await createFile(ctx, store, { path: 'a.md', content: text(1_000) })
    const note = { type: 'note' as const, area: 'Health' as const }
    const long = await createItem(ctx, store, { ...note, title: 'L', content: `[[Old]]${text(200_000)}` })
    const target = await createItem(ctx, store, { ...note, title: 'Old' })
    await fill(ctx, 2 * LIMIT)
    await expect(replaceFile(ctx, store, file.id, { content: text(1_001) })).rejects.toMatchObject(full)
    await expect(createItem(ctx, store, { ...note, title: 'M', content: text(100_001) })).rejects.toMatchObject(full)
    await createItem(ctx, store, { ...note, title: 'In its row', content: text(100_000) })
    await replaceFile(ctx, store, file.id, { content: text(999), tags: ['t'] })
    // A rename is finished in all texts, also where they get longer.
    await changeLinkedItem(ctx, store, target.id, { title: 'A much longer title' })
    expect(await counted(ctx.userId)).toBe(2 * LIMIT - 1 + 'A much longer title'.length - 'Old'.length)
    await deleteEntity(ctx, VAULT_ITEM, long.id)
    expect(await counted(ctx.userId)).toBeLessThan(2 * LIMIT - 200_000)
  })

  it('cost one read of the tier where more is stored, and none where the request knows it or stores no more', async () => {
    const reads: string[] = []
    documentClient().middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const { Key } = args.input as { Key?: { SK: unknown } }
          if (String(commandName).startsWith('GetItem')) reads.push(JSON.stringify(Key?.SK))
          return next(args)
        },
      { step: 'initialize', name: 'reads' },
    )
    const readsOf = async (work: (ctx: Context) => Promise<unknown>, userId: string) => {
      reads.length = 0
      await work(contextFor(userId))
      return reads.filter((SK) => /SUBSCRIPTION|STORAGE/.test(SK)).length
    }
    const userId = randomUUID()
    const store = storage()
    const make = (path: string) => (ctx: Context) => createFile(ctx, store, { path, content: path })
    expect(await readsOf(make('a.md'), userId)).toBe(1)
    const twice = async (ctx: Context) => [await make('b.md')(ctx), await make('c.md')(ctx)]
    expect(await readsOf(twice, userId)).toBe(1)
    const { id } = await loadFile(contextFor(userId), store, 'b.md')
    expect(await readsOf((ctx) => replaceFile(ctx, store, id, { content: 'x' }), userId)).toBe(0)
    expect(await readsOf((ctx) => deleteEntity(ctx, MARKDOWN_FILE, id), userId)).toBe(0)
    documentClient().middlewareStack.remove('reads')
  })
})
