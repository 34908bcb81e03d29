import type { Context as LambdaContext } from 'aws-lambda'
import { limitAi } from '../../lib/domain/ai/limit.ts'
import { askVault } from '../../lib/domain/knowledge/ask/ask-vault.service.ts'
import { IndexingStart, indexVault } from '../../lib/domain/knowledge/search/index-vault.service.ts'
import { searchVault } from '../../lib/domain/knowledge/search/search.service.ts'
import type { HttpEvent } from '../../lib/platform/http/exchange.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { s3Index } from '../../lib/providers/files/s3-index.ts'
import { embedder } from '../../lib/providers/llm/embeddings.ts'
import { models } from '../../lib/providers/llm/models.ts'
import { routes } from './routes.ts'

const stores = { ...s3Files(), ...s3Index() }
const sources = { stores, embedder }

const answer = httpLambda(routes, {
  searchVault: ({ ctx, query }) => searchVault(ctx, sources, query),
  askVault: async ({ ctx, claim, body, reportLimit }) => {
    reportLimit(await limitAi(ctx))
    return askVault(ctx, sources, models, body, claim)
  },
})

const work = workerLambda('index-vault', IndexingStart, (run, start) => indexVault(run, stores, embedder, start))

const isRequest = (event: unknown): event is HttpEvent =>
  (event as Partial<HttpEvent> | undefined)?.requestContext?.http !== undefined

/** What the gateway sends is a request; anything else was started by a function of this stack. */
export const handler = (event: unknown, lambda: LambdaContext) =>
  isRequest(event) ? answer(event, lambda) : work(event, lambda)
