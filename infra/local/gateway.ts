import { resolve } from 'node:path'
import { type Child, startNodeChild } from './child.ts'

export type Gateway = Child & { url: string; invokeUrl: string }

/**
 * serverless-offline in one process on 127.0.0.1, with the routes of serverless.yml. All functions run inside that
 * process: a worker each would cost 100 ms and 30 MB on every concurrent call. Authorizers are off, because it cannot
 * check a signature; every function verifies the token itself, and so answers with the API's own 401.
 */
export const startGateway = async (
  root: string,
  environment: Record<string, string>,
  ports: { http: number; invoke: number },
  build: string,
): Promise<Gateway> => {
  const flags = ['--host', '127.0.0.1', '--httpPort', String(ports.http), '--lambdaPort', String(ports.invoke)]
  const child = await startNodeChild({
    name: 'The gateway',
    module: 'gateway-server.ts',
    args: [
      'offline',
      '--stage',
      'local',
      ...flags,
      '--noAuth',
      '--useInProcess',
      '--noPrependStageInUrl',
      '--noSponsor',
    ],
    cwd: root,
    env: {
      ...process.env,
      ...environment,
      LOCAL_BUILD: resolve(build),
      GATEWAY_PORT: String(ports.http),
      SLS_LOG_LEVEL: 'error', // its route table has hundreds of lines
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    ready: /listening on http/,
    show: true,
  })
  return { ...child, url: `http://127.0.0.1:${ports.http}`, invokeUrl: `http://127.0.0.1:${ports.invoke}` }
}
