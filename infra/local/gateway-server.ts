// The framework's own command line, in a process that ends with its parent and survives a function's stray rejection.
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Server } from 'node:net'
import { exitWithParent } from './child.ts'
import { keepExactBody } from './exact-body.ts'

exitWithParent()
process.on('unhandledRejection', (reason) => console.error('A function left a promise rejected:', reason))
process.on('uncaughtException', (error) => console.error('A function threw after it had answered:', error))

// The framework sends CORS headers to every origin, AWS only to the allowed ones.
const origins = new Set((process.env.ALLOWED_ORIGINS ?? '').split(',').map((origin) => origin.trim()))
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage }
  const { headers } = request
  keepExactBody(request)
  if (headers.origin && !origins.has(headers.origin)) delete headers.origin
})

// The framework's ready message is lost in a log full of routes, so this waits for the port itself to open.
subscribe('tracing:net.server.listen:asyncEnd', (message) => {
  const address = (message as { server: Server }).server.address()
  if (typeof address !== 'object' || String(address?.port) !== process.env.GATEWAY_PORT) return
  process.stdout.write(`The gateway is listening on http://127.0.0.1:${address?.port}\n`)
})

createRequire(import.meta.url)('serverless/bin/serverless.js')
