// A process of its own, because s3rver needs --openssl-legacy-provider. Arguments: directory, port, buckets.
import { createRequire } from 'node:module'
import { exitWithParent } from './child.ts'

type Options = {
  directory: string
  port: number
  address: string
  silent: boolean
  configureBuckets: { name: string }[]
}
type Server = new (options: Options) => { run: () => Promise<unknown> }

exitWithParent()
const [directory = '', port, ...names] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const S3rver = require('s3rver') as Server
const buckets = names.map((name) => ({ name }))
await new S3rver({ directory, port: Number(port), address: '127.0.0.1', silent: true, configureBuckets: buckets }).run()
process.stdout.write(`listening on http://127.0.0.1:${port}\n`)
