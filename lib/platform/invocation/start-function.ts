import { SignatureV4 } from '@smithy/signature-v4'
import { config } from '../config/config.ts'
import { documentClient, endingBy } from '../table/client.ts'
import { retrying } from '../table/retry.ts'

/** What a worker is told: ids and small facts. It may lie in a bucket of failures for a year, so it holds no secret and no text of a person. */
export type WorkerPayload = Record<string, string | number | boolean | null>

/** Lambda did not take an invocation. The message names the function and the reason, nothing of the payload. */
class InvocationError extends Error {
  readonly $metadata: { httpStatusCode: number }

  constructor(functionName: string, status: number, reason: string) {
    super(`${functionName} was not started: ${status} ${reason}`)
    this.name = status === 429 ? 'ThrottlingException' : 'InvocationError'
    this.$metadata = { httpStatusCode: status }
  }
}

/**
 * Starts a function of this stack, which `access.invoke` of the caller's spec names, without waiting for it: resolved means
 * that Lambda has the payload and will run the function at least once, and again after an error, twice. What then still fails
 * is kept in the failure bucket.
 * @throws 503 when Lambda is busy or out of reach until the deadline (epoch ms), InvocationError when it refuses
 */
export const startFunction = async (name: string, payload: WorkerPayload, deadline: number): Promise<void> => {
  const { STAGE, AWS_REGION, AWS_ENDPOINT_URL_LAMBDA } = config()
  const functionName = `lifeos-${STAGE}-${name}`
  const url = new URL(
    `/2015-03-31/functions/${functionName}/invocations`,
    AWS_ENDPOINT_URL_LAMBDA ?? `https://lambda.${AWS_REGION}.amazonaws.com`,
  )
  const body = JSON.stringify(payload)
  await retrying(deadline, async () => {
    const headers = await signed(url, body)
    const signal = AbortSignal.timeout(endingBy(deadline).requestTimeout)
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal }).catch(lost)
    const text = await answer.text()
    if (answer.status !== 202) throw new InvocationError(functionName, answer.status, reasonOf(answer, text))
  })
}

/**
 * The headers of an asynchronous call, signed (AWS, "Signature Version 4"). The SDK's own client for Lambda would add 88 KB to
 * a function; the signer is part of what the table needs already, and so are the credentials.
 */
const signed = async ({ protocol, hostname, port, host, pathname }: URL, body: string) => {
  const { credentials, region, sha256 } = documentClient().config
  const signer = new SignatureV4({ service: 'lambda', credentials, region, sha256 })
  const headers = { host, 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' }
  const request = { method: 'POST', protocol, hostname, path: pathname, query: {}, headers, body }
  const result = await signer.sign({ ...request, ...(port && { port: Number(port) }) })
  const { host: _, ...sent } = result.headers // fetch sets it by the address
  return sent
}

/** A connection that failed or took too long may succeed a moment later. */
const lost = (error: unknown): never => {
  throw Object.assign(new Error('Lambda cannot be reached', { cause: error }), { name: 'TimeoutError' })
}

const reasonOf = ({ headers }: Response, text: string): string =>
  headers.get('x-amzn-errortype')?.split(':')[0] ?? text.match(/"Type"\s*:\s*"(\w+)"/)?.[1] ?? ''
