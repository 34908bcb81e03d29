import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { type Answer, failure, startAwsJson } from './aws-json.ts'

const Request = z.object({ SecretId: z.string().min(1), SecretString: z.string().optional() })
const Store = z.record(z.string(), z.string())

/** ARNs end in a dash and six characters that are not part of the name. */
const nameOf = (id: string): string => /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(id)?.[1] ?? id

const describe = (name: string) => ({
  ARN: `arn:aws:secretsmanager:local:000000000000:secret:${name}-local0`,
  Name: name,
  VersionId: '00000000-0000-0000-0000-000000000000',
})

const answer = (action: string | undefined, body: unknown, store: Map<string, string>, save: () => void): Answer => {
  const request = Request.safeParse(body)
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
  return startAwsJson(port, (action, body) => answer(action, body, store, save))
}
