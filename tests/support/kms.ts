import { afterAll, beforeAll } from 'vitest'
import { kmsClient } from '../../lib/platform/encryption/kms-client.ts'

/** Counts the calls that this file's process makes to KMS, sees the keys in them, and lets calls fail. */
export const watchKms = () => {
  let calls: Record<string, number> = {}
  let plaintexts: Buffer[] = []
  let fault: (() => Error | null) | undefined
  beforeAll(() => {
    kmsClient().middlewareStack.add(
      (next, context) => async (args) => {
        const name = String(context.commandName)
        calls[name] = (calls[name] ?? 0) + 1
        const answer = await next(args)
        const { Plaintext } = answer.output as { Plaintext?: Uint8Array }
        if (Plaintext) plaintexts.push(Buffer.from(Plaintext))
        return answer
      },
      { step: 'initialize', name: 'watch' },
    )
    // Inside the SDK's retries, as what a network or KMS does.
    kmsClient().middlewareStack.add(
      (next) => async (args) => {
        const error = fault?.()
        if (error) throw error
        return next(args)
      },
      { step: 'deserialize', name: 'faults' },
    )
  })
  afterAll(() => {
    for (const name of ['watch', 'faults']) kmsClient().middlewareStack.remove(name)
  })
  return {
    calls: () => ({ ...calls }),
    /** Every key that was seen, in the spellings in which it could leak. */
    plaintextForms: (): string[] =>
      plaintexts.flatMap((key) => [key.toString('hex'), key.toString('base64'), key.toString('base64url'), key.join()]),
    /** Until the next reset every attempt fails for which this gives an error. */
    failing: (error: () => Error | null): void => {
      fault = error
    },
    reset: (): void => {
      calls = {}
      plaintexts = []
      fault = undefined
    },
  }
}
