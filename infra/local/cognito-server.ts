// A process of its own, because cognito-local works relative to the current directory.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { exitWithParent } from './child.ts'
import { fillGaps } from './cognito-gaps.ts'

type Server = { start: () => Promise<{ address: () => { port: number } }> }

exitWithParent()

/** cognito-local rewrites its file in place on every change: a kill in the middle would lose every user. */
const writeWhole = (path: string, data: string, done: (error: Error | null) => void): void => {
  try {
    fs.writeFileSync(`${path}.new`, data)
    fs.renameSync(`${path}.new`, path)
    done(null)
  } catch (error) {
    done(error as Error)
  }
}
Object.assign(fs, { writeFile: writeWhole })

fillGaps()
const require = createRequire(import.meta.url)
const { createDefaultServer } = require('cognito-local') as { createDefaultServer: (log: unknown) => Promise<Server> }
const pino = createRequire(require.resolve('cognito-local'))('pino') as (options: object) => unknown
const server = await (await createDefaultServer(pino({ level: 'silent' }))).start()
process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`)
