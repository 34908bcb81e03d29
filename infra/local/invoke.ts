import { request } from 'node:http'

/**
 * Invokes a function through the gateway's Lambda endpoint and resolves to its answer, as the API of AWS does. Waits as long
 * as the function runs: fetch would end after five minutes. @throws Error with the function's message when it threw, or when
 * nothing answers.
 */
export const invokeFunction = async (
  endpoint: string,
  name: string,
  event: unknown,
  signal?: AbortSignal,
): Promise<unknown> => {
  const { status, failed, text } = await post(
    `${endpoint}/2015-03-31/functions/lifeos-local-${name}/invocations`,
    JSON.stringify(event),
    signal,
  )
  const answer: unknown = text ? JSON.parse(text) : null
  if (status < 300 && !failed) return answer
  throw new Error(messageOf(answer) ?? `${name} answered with status ${status}`)
}

type Response = { status: number; failed: boolean; text: string }

const post = (url: string, body: string, signal?: AbortSignal): Promise<Response> =>
  new Promise((done, fail) => {
    const call = request(url, { method: 'POST', signal }, async (response) => {
      let text = ''
      try {
        for await (const chunk of response.setEncoding('utf8')) text += chunk
        const { statusCode: status = 0, headers } = response
        done({ status, failed: headers['x-amz-function-error'] !== undefined, text })
      } catch (error) {
        fail(error)
      }
    })
    call.on('error', fail).end(body)
  })

/** The two ways in which the gateway writes what went wrong. */
const messageOf = (answer: unknown): string | undefined => {
  const { errorMessage, Message } = (answer ?? {}) as Record<string, unknown>
  return [errorMessage, Message].find((text) => typeof text === 'string')
}
