import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { resolve } from 'node:path'
import * as z from 'zod'

const Request = z.object({ SecretId: z.string().min(1), SecretString: z.string().optional() })
const Store = z.record(z.string(), z.string())

type Answer = { status: number; body: Record<string, unknown> }

const failure = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, message } })

/** ARNs end in a dash and six characters that are not part of the name. */
const nameOf = (id: string): string => /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(id)?.[1] ?? id

const describe = (name: string) => ({
  ARN: `arn:aws:secretsmanager:local:000000000000:secret:${name}-local0`,
  Name: name,
  VersionId: '00000000-0000-0000-0000-000000000000',
})

const answer = (action: string | undefined, body: string, store: Map<string, string>, save: () => void): Answer => {
  const request = Request.safeParse(JSON.parse(body || '{}'))
  if (!request.success) return failure('InvalidParameterException', 'SecretId is required')
  const name = nameOf(request.data.SecretId)
  const stored = store.get(name)
  if (stored === undefined)
    return failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  if (action === 'GetSecretValue') return { status: 200, body: { ...describe(name), SecretString: stored } }
  if (action !== 'PutSecretValue') return failure('InvalidRequestException', `${action} is not there locally`)
  store.set(name, request.data.SecretString ?? '')
  save()
  return { status: 200, body: describe(name) }
}

const text = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

/**
 * The two calls of AWS Secrets Manager that the project uses: GetSecretValue and, to try a rotation, PutSecretValue.
 * Secrets are stored in `secrets.json`. `initial` adds the ones that are missing. What is `fixed`, or put in its place, is
 * not stored: the next run has what was stored before.
 */
export const startSecrets = async (
  directory: string,
  port: number,
  initial: Record<string, string>,
  fixed: Record<string, string> = {},
) => {
  const file = resolve(directory, 'secrets.json')
  const stored = existsSync(file) ? Store.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  const store = new Map(Object.entries({ ...initial, ...stored, ...fixed }))
  const save = () => {
    const changed = Object.fromEntries([...store].filter(([name]) => !Object.hasOwn(fixed, name)))
    writeFileSync(`${file}.new`, JSON.stringify({ ...stored, ...changed }))
    renameSync(`${file}.new`, file)
  }
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.')[1]
    const { status, body } = answer(action, await text(request), store, save)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
