// `npm start`: the whole system on this machine. Options: --reset, --directory <path>; PORT in the environment.
import { rmSync, watch as watchFiles, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configFrom } from '../../lib/platform/config/config.ts'
import { environmentFile } from '../scripts/environment.ts'
import { buildFunctions, functionNames } from './build.ts'
import { type Cloud, startCloud } from './cloud.ts'
import { createDemoAccount } from './demo.ts'
import { failureStore } from './failures.ts'
import { startGateway } from './gateway.ts'
import { invokeFunction } from './invoke.ts'
import { readJobs } from './jobs.ts'
import { startLambda } from './lambda.ts'
import { watchLauncher } from './launcher.ts'
import { freePort, isPortFree } from './ports.ts'
import { startSampleCalendar } from './sample-calendar.ts'
import { startSchedules } from './schedules.ts'
import { readSecretParts, type SecretParts } from './secret-parts.ts'
import { type StandIn, startStandIns } from './stand-ins.ts'
import { deliveredUpTo, readConsumers, startStream } from './stream.ts'
import { welcome } from './welcome.ts'
import { readWorkers } from './workers.ts'

const root = resolve(import.meta.dirname, '../..')
const started = performance.now()
const stops: (() => Promise<void>)[] = []
let isStopping = false

/** Ends everything in the reverse order of its start, then this process. A second call does not wait. */
const stop = async (code: number): Promise<void> => {
  if (isStopping) process.exit(code)
  isStopping = true
  for (const one of stops.reverse()) await one().catch((error) => console.error(String(error)))
  process.exit(code)
}

const failed = (error: unknown): Promise<void> => {
  console.error(error instanceof Error ? error.message : String(error))
  return stop(1)
}

/** Reports and stops everything when something ends that should have kept running. */
const watch = (what: string, gone: Promise<unknown>): void => {
  gone.then((part) => {
    if (!isStopping) failed(new Error(`${typeof part === 'string' ? part : what} ended on its own; stopping`))
  })
}

/** Warns of changed routes: unlike code, they are read only at the start. */
const hintAtNewRoutes = (): (() => Promise<void>) => {
  let timer: NodeJS.Timeout | undefined
  const watcher = watchFiles(resolve(root, 'infra/generated'), () => {
    clearTimeout(timer)
    timer = setTimeout(() => console.log('infra/generated changed: start again to serve other routes'), 200)
  })
  return async () => watcher.close()
}

/** Writes the environment with which scripts (replay, reindex, seed) reach the parts of this run. */
const publishEnvironment = (directory: string, env: Record<string, string>): (() => Promise<void>) => {
  const file = environmentFile(directory)
  writeFileSync(file, JSON.stringify(env, null, 2))
  return async () => rmSync(file, { force: true })
}

/** What the functions get. @throws Error naming a variable that is wrong, which else every answer would be about. */
const environmentOf = (
  cloud: Cloud,
  standIns: StandIn[],
  { address, allow }: { address: string; allow: string },
): Record<string, string> => {
  const env = {
    ...cloud.env,
    PUBLIC_BASE_URL: process.env.PUBLIC_BASE_URL || address,
    APP_URLS: process.env.APP_URLS || (cloud.env.ALLOWED_ORIGINS ?? ''), // said here, or those of .env would hold
    OUTBOUND_ALLOW: [process.env.OUTBOUND_ALLOW, allow].filter(Boolean).join(','),
    ...Object.assign({}, ...standIns.map((one) => one.env)),
  }
  configFrom({ ...process.env, ...env })
  return env
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { reset: { type: 'boolean' }, directory: { type: 'string' } } })
  const directory = resolve(values.directory ?? resolve(root, '.lifeos'))
  const port = Number(process.env.PORT || 4000)
  const given = process.env.LIFEOS_SECRETS ? readSecretParts(process.env.LIFEOS_SECRETS) : {}
  if (!(await isPortFree(port))) throw new Error(`Port ${port} is in use. Stop what runs there, or set PORT`)

  const delivered = values.reset ? 0 : deliveredUpTo(directory, readConsumers(root))
  const wanted = { cognito: port + 1, dynamodb: port + 2, s3: port + 3, secrets: port + 4 }
  const address = `http://localhost:${port}`
  const standIns = await startStandIns({ api: address, port: port + 6, directory, reset: values.reset }, console.log)
  stops.push(...standIns.map((one) => one.stop))
  const secrets: SecretParts = Object.assign({}, given, ...standIns.map((one) => one.secrets))
  const cloud = await startCloud({ directory, persist: true, reset: values.reset, ports: wanted, delivered, secrets })
  stops.push(cloud.stop)
  watch('A local service', cloud.broken)
  const sample = await startSampleCalendar(await freePort(port + 9)) // after a restart it has to be where it was
  stops.push(sample.stop)
  const ports = { http: port, invoke: await freePort() }
  const lambda = await startLambda({
    port: await freePort(port + 5),
    functions: functionNames(root),
    workers: readWorkers(root),
    run: (name, event, signal) => invokeFunction(`http://127.0.0.1:${ports.invoke}`, name, event, signal),
    keepFailure: failureStore(cloud.env.AWS_ENDPOINT_URL_S3 ?? ''),
    report: console.error,
  })
  const own = environmentOf(cloud, standIns, { address, allow: sample.allow })
  const env = { ...own, AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint }
  stops.push(publishEnvironment(directory, { ...env, SAMPLE_CALENDAR_URL: sample.url }))

  const build = resolve(directory, 'build')
  stops.push(await buildFunctions(root, build, console.log))
  const [gateway] = await Promise.all([startGateway(root, env, ports, build), createDemoAccount(cloud.env)])
  stops.push(gateway.stop, lambda.stop)
  watch('The gateway', gateway.gone)

  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', TABLE_NAME: table = '' } = cloud.env
  const { invokeUrl } = gateway
  stops.push(await startStream({ root, directory, endpoint, table, invokeUrl, report: console.error }))
  stops.push(startSchedules({ jobs: readJobs(root), invokeUrl, report: console.error }))
  stops.push(hintAtNewRoutes())
  for (const one of standIns) one.ready?.()
  const pages = standIns.flatMap(({ page }) => page ?? [])
  console.log(welcome(gateway.url, cloud.env, performance.now() - started, pages))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
watchLauncher(() => stop(1))
await run().catch(failed)
