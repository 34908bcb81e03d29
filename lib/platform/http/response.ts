import { rawAnswer, redirect, success } from './answer.ts'
import type { HttpAnswer, HttpEvent, HttpMiddleware, Parsed } from './exchange.ts'
import { header } from './request.ts'
import type { RawAnswer, Redirect } from './route.ts'

/** Turns the handler's result into the answer: the envelope, or the bytes of a raw route. */
export const response = (): HttpMiddleware<Parsed> => ({
  after: (request) => {
    request.response = answerOf(request.event, request.context.exchange, request.response)
  },
})

/** The answer for a handler's result. @throws when the result does not match the route's response schema. */
export const answerOf = (event: HttpEvent, { found, headers }: Parsed, result: unknown): HttpAnswer => {
  const { route } = found
  if (route.status === 302) return redirect(result as Redirect, headers)
  if (!route.raw) return success(route, route.response.parse(result), headers)
  return rawAnswer(result as RawAnswer, headers, {
    acceptEncoding: header(event, 'accept-encoding'),
    ifNoneMatch: header(event, 'if-none-match'),
  })
}
