import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sealing, UnreadableError } from '../../../lib/platform/encryption/sealing.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { watchKms } from '../../support/kms.ts'
import { partitionOf } from '../../support/partition.ts'

const purpose = { kind: 'calendarconnection.tokens', id: '01JCONNECTION' }
const SECRET = 'refresh-token-that-nobody-sees'
const kms = watchKms()

/** Everything that was logged. Set before the configuration is read. */
let logged = ''
beforeAll(() => {
  vi.stubEnv('LOG_LEVEL', 'debug')
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk)
    return true
  })
})
afterAll(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
beforeEach(() => {
  kms.reset()
  logged = ''
})

/** An error as the SDK makes it of an answer; its message holds what must not get any further. */
const refusal = (name: string, status = 400) =>
  Object.assign(new Error(`arn:aws:kms:eu-west-1:123456789012:key/secret-name ${SECRET}`), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status },
  })
const OUTAGES = [
  refusal('AccessDeniedException'),
  refusal('ThrottlingException'),
  refusal('KMSInternalException', 500),
  refusal('DependencyTimeoutException', 503),
  refusal('DisabledException'),
  refusal('NotFoundException'),
  refusal('KMSInvalidStateException'),
  refusal('TimeoutError'),
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
]
const unavailable = expect.objectContaining({
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: 'Encryption keys cannot be reached, please try again',
  retryAfterSeconds: 5,
})

describe.each(OUTAGES.map((error) => [error.name === 'Error' ? error.message : error.name, error] as const))(
  'with KMS answering %s',
  (_name, error) => {
    test('nothing is sealed, nothing is stored, and the next attempt succeeds', async () => {
      const ada = contextFor(newUserId())
      const { seal, open } = sealing()
      kms.failing(() => error)
      await expect(seal(ada, purpose, SECRET)).rejects.toEqual(unavailable)
      expect([...(await partitionOf(ada.userId)).keys()]).toEqual([])
      kms.reset()
      expect(await open(ada, purpose, await seal(ada, purpose, SECRET))).toBe(SECRET)
    })

    test('opening says that keys cannot be reached, not that the text is unreadable', async () => {
      const ada = contextFor(newUserId())
      const sealed = await sealing().seal(ada, purpose, SECRET)
      const { open } = sealing()
      kms.failing(() => error)
      await expect(open(ada, purpose, sealed)).rejects.toEqual(unavailable)
      kms.reset()
      expect(await open(ada, purpose, sealed)).toBe(SECRET)
    })
  },
)

test('a call that is throttled twice is made a third time', async () => {
  const ada = contextFor(newUserId())
  let left = 2
  kms.failing(() => (left-- > 0 ? refusal('ThrottlingException') : null))
  const { seal, open } = sealing()
  expect(await open(ada, purpose, await seal(ada, purpose, SECRET))).toBe(SECRET)
  expect(left).toBe(-1)
})

test('a request whose time is up ends with 503 and leaves no key', async () => {
  const ada = contextFor(newUserId(), { deadline: Date.now() - 1 })
  await expect(sealing().seal(ada, purpose, SECRET)).rejects.toMatchObject({ status: 503 })
  expect([...(await partitionOf(ada.userId)).keys()]).toEqual([])
})

describe('with the table failing while the key is stored', () => {
  const failOnce = (error: Error, when: 'before' | 'after') => {
    let left = 1
    documentClient().middlewareStack.add(
      (next, context) => async (args) => {
        const strikes = context.commandName === 'UpdateItemCommand' && left-- > 0
        if (strikes && when === 'before') throw error
        const answer = await next(args)
        if (strikes) throw error
        return answer
      },
      { step: 'initialize', name: 'strike' },
    )
    return () => {
      documentClient().middlewareStack.remove('strike')
      return left
    }
  }

  test('no text is sealed with a key that is not stored', async () => {
    const ada = contextFor(newUserId())
    const { seal, open } = sealing()
    const end = failOnce(refusal('AccessDeniedException'), 'before')
    await expect(seal(ada, purpose, SECRET)).rejects.toThrow()
    expect(end()).toBe(0)
    expect([...(await partitionOf(ada.userId)).keys()]).toEqual([])
    const sealed = await seal(ada, purpose, SECRET)
    expect(await open(ada, purpose, sealed)).toBe(SECRET)
    expect(await sealing().open(ada, purpose, sealed)).toBe(SECRET)
  })

  test('a lost answer makes no second key', async () => {
    const ada = contextFor(newUserId())
    const end = failOnce(refusal('TimeoutError'), 'after')
    const sealed = await sealing().seal(ada, purpose, SECRET)
    expect(end()).toBeLessThan(0)
    expect(kms.calls()).toEqual({ GenerateDataKeyCommand: 1 })
    expect(await sealing().open(ada, purpose, sealed)).toBe(SECRET)
  })
})

test('no secret, no key and no answer of KMS is in a log or an error', async () => {
  const errors: unknown[] = []
  const keep = (error: unknown) => void errors.push(error)
  const [ada, eve] = [contextFor(newUserId()), contextFor(newUserId())]
  const { seal, open, destroyDataKey } = sealing()
  const sealed = await seal(ada, purpose, SECRET)
  await seal(eve, purpose, SECRET)
  await open(eve, purpose, sealed).catch(keep)
  await open(ada, purpose, `${sealed}A`).catch(keep)
  await open(ada, { ...purpose, id: 'other' }, sealed).catch(keep)
  await open(ada, purpose, SECRET).catch(keep)
  for (const error of OUTAGES) {
    kms.failing(() => error)
    await sealing().open(ada, purpose, sealed).catch(keep)
  }
  kms.failing(() => refusal('InvalidCiphertextException'))
  await sealing().open(ada, purpose, sealed).catch(keep)
  await destroyDataKey(ada)
  await open(ada, purpose, sealed).catch(keep)
  expect(errors).toHaveLength(6 + OUTAGES.length)
  expect(errors.filter((error) => error instanceof UnreadableError)).toHaveLength(6)
  const forms = kms.plaintextForms()
  expect(forms.length).toBeGreaterThanOrEqual(8)
  const seen = `${logged}\n${inspect(errors, { depth: 9, showHidden: true })}`
  expect(logged).toContain('"error":"AccessDeniedException"')
  for (const secret of [SECRET, 'arn:aws', sealed, ...forms]) expect(seen).not.toContain(secret)
})
