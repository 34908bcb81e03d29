import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'

/** Keys of other companies' services by part ('llm', 'stripe'); each part becomes the secret lifeos/<stage>/<part>. */
export type SecretParts = Record<string, object>

const Parts = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.record(z.string(), z.unknown()))

/**
 * The parts in a file such as `{"llm":{…},"stripe":{…}}`.
 * @throws Error of one line that names the file and, since it may be printed, no value from it.
 */
export const readSecretParts = (file: string): SecretParts => {
  const fail = (problem: string): never => {
    throw new Error(`LIFEOS_SECRETS: ${resolve(file)} ${problem}`)
  }
  const text = readText(file) ?? fail('cannot be read')
  const value = parsed(text)
  if (value === undefined) fail('is not JSON')
  const parts = Parts.safeParse(value)
  if (parts.success) return parts.data
  const [issue] = parts.error.issues
  return fail(issue?.path.length ? `has no JSON object at ${issue.path.join('.')}` : 'holds no JSON object with parts')
}

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
