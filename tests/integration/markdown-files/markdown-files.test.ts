import { beforeEach, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/markdown-files/handler.ts'
import { handler as trashHandler } from '../../../functions/trash/handler.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/markdown-files${path}`, { token, ...request })
const made = async (path: string, content?: string) => {
  const { status, raw, data } = await call('POST', '', { body: { path, ...(content !== undefined && { content }) } })
  expect(status, raw).toBe(201)
  return data.file
}
const paths = (answer: { data: { files: { path: string }[] } }) => answer.data.files.map(({ path }) => path)

/** Sends a file with a form as a browser does; the status. */
const send = async ({ uploadUrl, fields }: { uploadUrl: string; fields: Record<string, string> }, content: string) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([content], { type: 'text/markdown' }), 'up.md')
  return (await fetch(uploadUrl, { method: 'POST', body: form })).status
}
const announced = async (body: object) => {
  const { status, raw, data } = await call('POST', '/upload-url', { body })
  expect(status, raw).toBe(201)
  return data
}

beforeEach(async () => {
  user = await signUp()
})

describe('markdown files', () => {
  it('are read by id, by encoded path and by path with slashes, with their content as it was sent', async () => {
    const content = '# ü 日本 🦊\r\n\n  end'
    const file = await made('a b/c/ü.md', content)
    expect(file).toMatchObject({ name: 'ü.md', folderPath: 'a b/c', size: Buffer.byteLength(content), content })
    for (const key of [file.id, encodeURIComponent(file.path), 'a%20b/c/%C3%BC.md'])
      expect((await call('GET', `/${key}`)).data.file, key).toEqual(file)
    expect((await call('GET', `/${file.id}/content`)).data).toEqual({ content })
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('have one path each: of many that want it at once one gets it, the others a 409 that names it', async () => {
    const answers = await many(6, (i) => call('POST', '', { body: { path: 'same.md', content: `${i}` } }))
    const [first, ...others] = answers.sort((a, b) => a.status - b.status)
    expect([first?.status, ...others.map(({ status }) => status)]).toEqual([201, 409, 409, 409, 409, 409])
    expect(others[0]?.error.details).toMatchObject([{ loc: ['body', 'path'], entityId: first?.data.file.id }])
    expect(paths(await call('GET', ''))).toEqual(['same.md'])
  })

  it('are listed by folder, however deep, and never by a folder whose name only begins so', async () => {
    await many(4, (i) => made(['a.md', 'x/a.md', 'x/y/a.md', 'xy/a.md'][i] ?? ''))
    const inFolder = async (folder: string) => paths(await call('GET', '', { query: { folder } }))
    expect(await inFolder('x')).toEqual(['x/a.md', 'x/y/a.md'])
    expect(await inFolder('/x/y/')).toEqual(['x/y/a.md'])
    expect(await inFolder('z')).toEqual([])
    const { tree } = (await call('GET', '/tree')).data
    expect(tree.map(({ name }: { name: string }) => name)).toEqual(['x', 'xy', 'a.md'])
  })

  it('keep what is not sent when they are replaced, and list tags and categories', async () => {
    const file = await made('a/b.md', 'One')
    await call('PUT', `/${file.id}`, { body: { tags: ['t', 't'], category: 'c' } })
    const { data } = await call('PUT', `/${encodeURIComponent(file.path)}`, { body: { content: 'Two' } })
    expect(data.file).toMatchObject({ id: file.id, content: 'Two', tags: ['t'], category: 'c', size: 3 })
    expect((await call('GET', '/tags')).data.tags).toEqual(['t'])
    expect((await call('GET', '/categories')).data.categories).toEqual(['c'])
  })

  it('keep every content they had, and no version where only a label changed', async () => {
    const { id } = await made('a.md', 'One')
    for (const body of [{ content: 'Two' }, { tags: ['x'] }, { content: 'Two' }, { content: 'One' }])
      await call('PUT', `/${id}`, { body })
    const { versions } = (await call('GET', `/${id}/versions`)).data
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1])
    const contents = await many(3, async (i) => (await call('GET', `/${id}/versions/${i + 1}`)).data.content)
    expect(contents).toEqual(['One', 'Two', 'One'])
    expect((await call('GET', `/${id}/versions/4`)).status).toBe(404)
  })

  it('are found by words of their path, labels and content, as text and as embedding', async () => {
    const garden = await made('plans/garden.md', 'Tulips and ROSES')
    await made('roses.md', 'nothing')
    const found = async (q: string, type = 'text') =>
      (await call('GET', '/search', { query: { q, type } })).data.results.map(
        ({ file }: { file: { path: string } }) => file.path,
      )
    expect(await found('roses')).toEqual(['roses.md', 'plans/garden.md'])
    expect(await found('garden tulips')).toEqual([garden.path])
    expect(await found('garden tulips', 'embedding')).toEqual([garden.path])
    expect([await found('daisies'), await found(' ')]).toEqual([[], []])
  })

  it('go to the trash by id and by path with slashes, and come back with their content', async () => {
    const [one, two] = [await made('x/one.md', 'One'), await made('x/y/two.md', 'Two')]
    expect((await call('DELETE', `/${one.id}`)).data).toEqual({ id: one.id, deleted: true, success: true })
    expect((await call('DELETE', `/${two.path}`)).status).toBe(200)
    expect(paths(await call('GET', ''))).toEqual([])
    const again = await made('x/one.md', 'Other')
    const restore = (id: string) =>
      invoke(trashHandler, 'POST', `/trash/markdownfile/${id}/restore`, { token: user.accessToken })
    expect((await restore(one.id)).status).toBe(409)
    expect((await restore(two.id)).status).toBe(200)
    expect((await call('GET', `/${two.id}`)).data.file.content).toBe('Two')
    expect((await call('GET', `/${encodeURIComponent('x/one.md')}`)).data.file.id).toBe(again.id)
  })

  it('that are missing answer 404 with an error that is the same each time', async () => {
    const other = await signUp()
    const file = await made('mine.md', 'x')
    for (const key of ['no%2Fsuch.md', 'mine.md', file.id, `${file.id}/content`, `${file.id}/versions`]) {
      const [one, two] = [
        await call('GET', `/${key}`, {}, other.accessToken),
        await call('GET', `/${key}`, {}, other.accessToken),
      ]
      expect([one.status, JSON.stringify(one.error)], key).toEqual([404, JSON.stringify(two.error)])
    }
  })

  it('that have a path another file has not taken are refused when it can be none', async () => {
    for (const path of ['', 'a.txt', '../a.md', 'a//b.md', 'a\u0000.md']) {
      const { status, error } = await call('POST', '', { body: { path } })
      expect([status, error.details[0].loc], path).toEqual([400, ['body', 'path']])
    }
  })
})

describe('uploads of markdown files', () => {
  it('are files under the announced id once they were sent, and not before', async () => {
    const upload = await announced({ fileName: 'up.md', folderPath: 'in', tags: ['up'], category: 'c' })
    expect((await call('GET', `/${upload.fileId}`)).status).toBe(404)
    expect(await send(upload, '# Zeile ü')).toBe(204)
    const reads = await many(4, () => call('GET', `/${upload.fileId}`))
    for (const { data } of reads)
      expect(data.file).toMatchObject({
        path: 'in/up.md',
        tags: ['up'],
        category: 'c',
        content: '# Zeile ü',
        version: 1,
      })
    expect(paths(await call('GET', ''))).toEqual(['in/up.md'])
    expect((await call('GET', `/${upload.fileId}`, {}, (await signUp()).accessToken)).status).toBe(404)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('replace no other file: one whose path is taken gets a number', async () => {
    await made('up.md', 'First')
    const upload = await announced({ fileName: 'up.md' })
    await send(upload, 'Second')
    expect((await call('GET', `/${upload.fileId}`)).data.file.path).toBe('up (2).md')
    expect((await call('GET', '/up.md')).data.file.content).toBe('First')
  })

  it('of up to 10 MB are taken by the storage, and not one byte more', async () => {
    const upload = await announced({ fileName: 'big.md' })
    expect(await send(upload, 'x'.repeat(10 * 1_048_576 + 1)).catch(() => 400)).toBe(400)
    expect((await call('GET', `/${upload.fileId}`)).status).toBe(404)
    expect(await send(upload, 'x'.repeat(10 * 1_048_576))).toBe(204)
    const { file } = (await call('GET', `/${upload.fileId}`)).data
    expect(file).toMatchObject({ size: 10 * 1_048_576, path: 'big.md' })
    expect('content' in file).toBe(false)
    expect((await (await fetch(file.downloadUrl)).text()).length).toBe(10 * 1_048_576)
    expect((await call('GET', `/${upload.fileId}/content`)).status).toBe(413)
  })

  it('take names that end in .md only', async () => {
    for (const fileName of ['a.txt', 'a/b.md', '', 'a.md.exe'])
      expect((await call('POST', '/upload-url', { body: { fileName } })).status, fileName).toBe(400)
  })

  it('say for what and how large they are, and get a form for no more', async () => {
    const ask = (body: object) => invoke(handler, 'POST', '/uploads', { token: user.accessToken, body })
    const body = { fileName: 'a.md', contentType: 'text/markdown', bytes: 9, purpose: 'markdown' }
    const { status, data } = await ask(body)
    expect([status, data]).toMatchObject([201, { uploadId: expect.any(String), expiresIn: 900 }])
    expect(await send(data, '0123456789')).toBe(400)
    expect(await send(data, '012345678')).toBe(204)
    expect((await call('GET', `/${data.uploadId}`)).data.file.content).toBe('012345678')
    for (const wrong of [
      { purpose: 'x' },
      { bytes: -1 },
      { bytes: 'many' },
      { fileName: undefined },
      { fileName: 'a.zip' },
    ])
      expect((await ask({ ...body, ...wrong })).error.details[0].loc[1]).toBe(Object.keys(wrong)[0])
    for (const purpose of ['markdown', 'import', 'avatar', 'attachment'])
      expect((await ask({ ...body, purpose, bytes: 1e12 })).status).toBe(413)
  })
})

it('health of markdown files asks the bucket', async () => {
  const ask = () => invoke(handler, 'GET', '/health/markdown', { token: user.accessToken })
  expect((await ask()).data).toEqual({ status: 'ok' })
})
