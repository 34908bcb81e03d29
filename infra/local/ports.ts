import { createServer } from 'node:net'

const HOST = '127.0.0.1'

/** Binds the port for a moment. Resolves to the port (any free one for 0), or undefined when it is taken. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(undefined) : fail(error)))
    probe.listen(port, HOST, () => {
      const address = probe.address()
      const found = typeof address === 'object' && address ? address.port : port
      probe.close(() => done(found))
    })
  })

/** True when nobody listens on the port of this machine. */
export const isPortFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined

/** The wanted port if it is free, else any free port. */
export const freePort = async (wanted = 0): Promise<number> => {
  const port = (await tryPort(wanted)) ?? (await tryPort(0))
  if (port === undefined) throw new Error('No free port on 127.0.0.1')
  return port
}
