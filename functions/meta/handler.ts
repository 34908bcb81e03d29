import { askUserPool } from '../../lib/platform/auth/ask-user-pool.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { apiRoot } from './api.ts'
import { deepHealth } from './deep-health.ts'
import { findOwnRoute } from './known-paths.ts'
import { fileAnswer, page } from './reference-page.ts'
import { routes } from './routes.ts'

const SWAGGER = 'node_modules/swagger-ui-dist'

const deep = deepHealth({
  table: async (deadline) => (await import('../../lib/platform/table/ask-table.ts')).askTable(deadline),
  files: async () => (await import('../../lib/providers/files/s3-files.ts')).askFilesBucket(),
  userPool: askUserPool,
})

export const handler = httpLambda(
  routes,
  {
    readApi: apiRoot,
    health: ({ query }) => (query.deep ? deep() : { status: 'ok' as const }),
    openapi: () => fileAnswer('docs/openapi.json', 'application/json; charset=utf-8', 300),
    docs: () => ({ contentType: 'text/html; charset=utf-8', body: page, cacheSeconds: 300 }),
    docsScript: () => fileAnswer(`${SWAGGER}/swagger-ui-bundle.js`, 'text/javascript; charset=utf-8'),
    docsStyle: () => fileAnswer(`${SWAGGER}/swagger-ui.css`, 'text/css; charset=utf-8'),
  },
  findOwnRoute(routes),
)
