import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { startNodeChild } from './child.ts'

/** An S3 on this machine (s3rver) with these buckets; objects are files under `s3/`. */
export const startS3 = async (directory: string, port: number, buckets: string[]) => {
  const files = resolve(directory, 's3')
  mkdirSync(files, { recursive: true })
  const child = await startNodeChild({
    name: 'The file store',
    module: 's3-server.ts',
    nodeArgs: ['--openssl-legacy-provider'], // it hashes with algorithms OpenSSL 3 hides
    args: [files, String(port), ...buckets],
    ready: /listening on/,
  })
  return { endpoint: `http://127.0.0.1:${port}`, stop: child.stop, gone: child.gone }
}
