import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { type Answer, failure, startAwsJson } from './aws-json.ts'

const REGION_AND_ACCOUNT = 'arn:aws:kms:local:000000000000'
const KEY_ID = '00000000-0000-0000-0000-000000000000'
const KEY_ARN = `${REGION_AND_ACCOUNT}:key/${KEY_ID}`
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'

const EncryptionContext = z.record(z.string(), z.string()).default({})
const Generate = z
  .object({
    KeyId: z.string().min(1),
    KeySpec: z.enum(['AES_128', 'AES_256']).optional(),
    NumberOfBytes: z.int().min(1).max(1_024).optional(),
    EncryptionContext,
  })
  .refine(({ KeySpec, NumberOfBytes }) => (KeySpec === undefined) !== (NumberOfBytes === undefined), {
    error: 'Please specify either number of bytes or key spec.',
  })
const Decrypt = z.object({ KeyId: z.string().min(1).optional(), CiphertextBlob: z.base64().min(1), EncryptionContext })
type Context = z.infer<typeof EncryptionContext>

/** Written once for a data directory, and readable for its owner only. @throws Error when it holds no key. */
const wrappingKey = (file: string): Buffer => {
  if (!existsSync(file)) writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' })
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  if (key.length !== KEY_BYTES) throw new Error(`${file} holds no key of 256 bits`)
  return key
}

/** The order of its entries does not matter. */
const additionalData = (context: Context): Buffer =>
  Buffer.from(JSON.stringify([KEY_ARN, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]))

const encrypt = (key: Buffer, context: Context, plaintext: Buffer): Buffer => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(additionalData(context))
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** Undefined for anything that `encrypt` did not make with this key and context. */
const decrypt = (key: Buffer, context: Context, blob: Buffer): Buffer | undefined => {
  if (blob.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, key, blob.subarray(0, NONCE_BYTES))
  decipher.setAAD(additionalData(context)).setAuthTag(blob.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(blob.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

const unknownKey = (id: string): Answer =>
  id.includes('alias/')
    ? failure('NotFoundException', `Alias ${id.startsWith('arn:') ? id : `${REGION_AND_ACCOUNT}:${id}`} is not found.`)
    : failure(
        'NotFoundException',
        `Key '${id.startsWith('arn:') ? id : `${REGION_AND_ACCOUNT}:key/${id}`}' does not exist`,
      )

const invalid = (error: z.ZodError): Answer => failure('ValidationException', error.issues[0]?.message ?? '')

/**
 * The two calls of AWS KMS that the project uses, GenerateDataKey and Decrypt, with one key, which is in `kms.key`. It goes by its id,
 * its ARN and `alias`. As in AWS, whoever brings another encryption context gets an InvalidCiphertextException.
 */
export const startKms = async (directory: string, port: number, alias: string) => {
  const key = wrappingKey(resolve(directory, 'kms.key'))
  const names = new Set([KEY_ID, KEY_ARN, alias, `${REGION_AND_ACCOUNT}:${alias}`])

  const generate = (body: unknown): Answer => {
    const { data, error } = Generate.safeParse(body)
    if (!data) return invalid(error)
    if (!names.has(data.KeyId)) return unknownKey(data.KeyId)
    const plaintext = randomBytes(data.NumberOfBytes ?? (data.KeySpec === 'AES_128' ? 16 : 32))
    const CiphertextBlob = encrypt(key, data.EncryptionContext, plaintext).toString('base64')
    return { status: 200, body: { KeyId: KEY_ARN, Plaintext: plaintext.toString('base64'), CiphertextBlob } }
  }
  const reveal = (body: unknown): Answer => {
    const { data, error } = Decrypt.safeParse(body)
    if (!data) return invalid(error)
    if (data.KeyId !== undefined && !names.has(data.KeyId)) return unknownKey(data.KeyId)
    const plaintext = decrypt(key, data.EncryptionContext, Buffer.from(data.CiphertextBlob, 'base64'))
    if (!plaintext) return failure('InvalidCiphertextException')
    const EncryptionAlgorithm = 'SYMMETRIC_DEFAULT'
    return { status: 200, body: { KeyId: KEY_ARN, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm } }
  }
  return startAwsJson(port, (action, body) => {
    if (action === 'GenerateDataKey') return generate(body)
    if (action === 'Decrypt') return reveal(body)
    return failure('UnsupportedOperationException', `${action} is not there locally`)
  })
}
