import type middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context as LambdaContext } from 'aws-lambda'
import type { Caller, Input, Route } from './route.ts'
import type { Found } from './router.ts'

export type HttpEvent = APIGatewayProxyEventV2
export type HttpAnswer = APIGatewayProxyStructuredResultV2

/**
 * What is known about one request while it is handled. Each middleware adds its part, and its type says which parts it
 * needs. It is stored on Lambda's context, so that the handler at the end of the chain sees it too.
 */
export type Exchange = {
  readonly requestId: string
  /** A reading of performance.now(). */
  readonly started: number
  /** Epoch ms after which nothing is retried any more. */
  readonly deadline: number
  /** Headers of the answer. */
  readonly headers: Record<string, string>
  /** Null until the token is verified, and on public routes. */
  userId: string | null
}

/** After routing. */
export type Routed = Exchange & { found: Found }
/** After authentication. */
export type Authenticated = Routed & { caller: Caller }
/** After parsing. `input`: what the handler gets. `keyed`: set while it runs under an Idempotency-Key. */
export type Parsed = Authenticated & { input: Input<Route>; keyed?: boolean }

/** The operation of a request as the log names it; never the path itself, which holds ids. */
export const operationOf = ({ found }: Partial<Routed>) => ({
  operation: found?.name ?? null,
  route: found?.template ?? null,
})

export type HttpContext<E extends Exchange = Exchange> = LambdaContext & { exchange: E }

/**
 * A middleware that needs `E`. The response is the handler's result until `response` turns it into an answer. In
 * `onError` any part of the exchange may be missing, because the error may have come before it was added.
 */
export type HttpMiddleware<E extends Exchange = Exchange> = middy.MiddlewareObj<
  HttpEvent,
  unknown,
  unknown,
  HttpContext<E>
>
