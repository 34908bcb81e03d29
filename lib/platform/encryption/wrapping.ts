import { DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms'
import { config } from '../config/config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { log } from '../log/log.ts'
import { kmsClient } from './kms-client.ts'
import { type DataKey, dataKeyFrom, newDataKeyId, UnreadableError } from './sealed-text.ts'

/** A data key as it is stored: encrypted by the KMS key of the stack. */
export type WrappedKey = { id: string; wrapped: string }

type Who = Pick<Context, 'userId' | 'deadline'>

/** KMS refuses these for good: the wrapped key is damaged, another person's, or of another stack. */
const FOR_GOOD = new Set(['InvalidCiphertextException', 'IncorrectKeyException'])
const RETRY_AFTER_SECONDS = 5

/** Has KMS make a new key for a person. @throws 503 when it does not. */
export const newDataKey = async ({ userId, deadline }: Who): Promise<{ dataKey: DataKey; stored: WrappedKey }> => {
  const command = new GenerateDataKeyCommand({ ...wrappingKey(userId), KeySpec: 'AES_256' })
  const { Plaintext, CiphertextBlob } = await asked(deadline, (options) => kmsClient().send(command, options))
  const id = newDataKeyId()
  return { dataKey: dataKeyFrom(id, Plaintext ?? EMPTY), stored: { id, wrapped: toText(CiphertextBlob ?? EMPTY) } }
}

/**
 * Has KMS decrypt a stored key.
 * @throws 503 when KMS does not answer or refuses for now; UnreadableError when it says that this is no key of this person.
 */
export const unwrapped = async ({ userId, deadline }: Who, { id, wrapped }: WrappedKey): Promise<DataKey> => {
  const command = new DecryptCommand({ ...wrappingKey(userId), CiphertextBlob: Buffer.from(wrapped, 'base64url') })
  const { Plaintext } = await asked(deadline, (options) => kmsClient().send(command, options))
  return dataKeyFrom(id, Plaintext ?? EMPTY)
}

const EMPTY = new Uint8Array()
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** The encryption context is bound into what KMS encrypts: a row moved to another person or stage does not decrypt. */
const wrappingKey = (userId: string) => {
  const { DATA_KEY_ID: KeyId, STAGE: stage } = config()
  if (!KeyId) throw new Error('DATA_KEY_ID is not set: the function needs `access: { encryption: true }`')
  return { KeyId, EncryptionContext: { userId, stage } }
}

/** Errors of KMS are not passed on, because they name keys and roles. The log gets only the name of the error. */
const asked = async <T>(deadline: number, call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> => {
  try {
    return await call({ abortSignal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) })
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    log('error', 'KMS gave no data key', { error: name })
    if (FOR_GOOD.has(name)) throw new UnreadableError()
    throw new AppError(503, 'SERVICE_UNAVAILABLE', 'Encryption keys cannot be reached, please try again', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    })
  }
}
