// A process of its own, because s3rver needs --openssl-legacy-provider. Arguments: directory, port, buckets.
import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { exitWithParent } from './child.ts'
import { readForm, refusalOf } from './post-policy.ts'

type Options = {
  directory: string
  port: number
  address: string
  silent: boolean
  configureBuckets: { name: string }[]
}
/** What is used of Koa, which s3rver is made of. */
type Exchange = {
  req: IncomingMessage
  method: string
  status: number
  type: string
  body: unknown
  set: (name: string, value: string) => void
}
type Middleware = (exchange: Exchange, next: () => Promise<unknown>) => Promise<unknown>
type Server = new (options: Options) => { run: () => Promise<unknown>; middleware: Middleware[] }

exitWithParent()
const [directory = '', port, ...names] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const S3rver = require('s3rver') as Server
const buckets = names.map((name) => ({ name }))
const server = new S3rver({
  ...{ directory, port: Number(port), address: '127.0.0.1', silent: true },
  configureBuckets: buckets,
})

/** Holds forms of browsers to their policy, as S3 does, and lets pages of any origin send them. */
const holdToPolicy: Middleware = async (exchange, next) => {
  exchange.set('Access-Control-Allow-Origin', '*')
  const isForm = exchange.method === 'POST' && exchange.req.headers['content-type']?.startsWith('multipart/form-data')
  if (!isForm) return next()
  const form = await readForm(exchange.req)
  const refusal = form
    ? refusalOf(form, Date.now())
    : { status: 400, code: 'MalformedPOSTRequest', message: 'The body of your POST request is not well-formed' }
  if (!refusal) return next()
  exchange.req.resume()
  exchange.status = refusal.status
  exchange.type = 'application/xml'
  exchange.body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`
}
server.middleware.unshift(holdToPolicy)
await server.run()
process.stdout.write(`listening on http://127.0.0.1:${port}\n`)
