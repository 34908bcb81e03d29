import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/**
 * A person's key, ready for use. As a KeyObject it shows nothing of itself when it is logged, inspected or made JSON. `id` is
 * not secret.
 */
export type DataKey = { readonly id: string; readonly key: KeyObject }

/** What a sealed text belongs to. Only the same three open it again. */
export type Binding = {
  userId: string
  /** Of what thing, and which of its secrets: 'calendarconnection.tokens'. */
  kind: string
  /** Of the thing. */
  id: string
}

/**
 * A sealed text does not open: it is damaged or cut off, was sealed for another person or thing, or its key is destroyed. Which
 * of these it is cannot be known.
 */
export class UnreadableError extends Error {
  constructor() {
    super('The sealed text cannot be opened')
    this.name = 'UnreadableError'
  }
}

const VERSION = 'v1'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_ID_BYTES = 6
const SHAPE = /^v1\.([\w-]{8})\.([\w-]+)$/
const ALGORITHM = 'aes-256-gcm'

/** A new id for a data key: eight characters of base64url. */
export const newDataKeyId = (): string => randomBytes(KEY_ID_BYTES).toString('base64url')

/** Takes a key over from bytes, and overwrites them. @throws Error when they are not 32. */
export const dataKeyFrom = (id: string, bytes: Uint8Array): DataKey => {
  if (bytes.length !== KEY_BYTES) throw new Error('A data key has 32 bytes')
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return { id, key }
}

/** JSON keeps the parts apart: no two bindings give the same bytes. */
const additionalData = (keyId: string, { userId, kind, id }: Binding): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, userId, kind, id]))

/**
 * Seals a text with AES-256-GCM under a random nonce of 96 bits (NIST SP 800-38D, 8.2.2: at most 2^32 texts for a key):
 * `v1.<id of the key>.<nonce, ciphertext and tag in base64url>`. It reveals the length of the text and nothing else.
 * @throws TypeError for a text with half a surrogate pair, which UTF-8 cannot hold.
 */
export const sealWith = ({ id, key }: DataKey, binding: Binding, plaintext: string): string => {
  if (!plaintext.isWellFormed()) throw new TypeError('The text to seal is no well-formed Unicode')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(additionalData(id, binding))
  const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${id}.${sealed.toString('base64url')}`
}

type Parts = { keyId: string; nonce: Buffer; ciphertext: Buffer; tag: Buffer }

/** Takes only the one spelling that `sealWith` writes: base64 decoders skip what they do not know, and the last bits. */
const parse = (sealed: string): Parts => {
  const [, keyId, payload] = SHAPE.exec(sealed) ?? []
  if (keyId === undefined || payload === undefined) throw new UnreadableError()
  const bytes = Buffer.from(payload, 'base64url')
  if (bytes.toString('base64url') !== payload || bytes.length < NONCE_BYTES + TAG_BYTES) throw new UnreadableError()
  return {
    keyId,
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  }
}

/** The id of the key that a text was sealed with. @throws UnreadableError when it is no sealed text. */
export const keyIdOf = (sealed: string): string => parse(sealed).keyId

/** What `sealWith` was given, as a whole or not at all. @throws UnreadableError */
export const openWith = ({ id, key }: DataKey, binding: Binding, sealed: string): string => {
  const { keyId, nonce, ciphertext, tag } = parse(sealed)
  if (keyId !== id) throw new UnreadableError()
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(id, binding)).setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
  } catch {
    throw new UnreadableError()
  }
}
