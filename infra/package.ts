import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
/** serverless.yml reads these; .env, too, when there is one. */
const settings = [
  'ALLOWED_ORIGINS',
  'ALARM_EMAIL',
  'APP_URLS',
  'AWS_REGION',
  'ARCHIVE_RETENTION_DAYS',
  'BILLING',
  'BILLING_TRIAL_DAYS',
  'DEFAULT_TIER',
  'GOOGLE_API_BASE',
  'GOOGLE_AUTH_BASE',
  'GOOGLE_TOKEN_BASE',
  'LAMBDA_NODE',
  'MICROSOFT_GRAPH_BASE',
  'MICROSOFT_LOGIN_BASE',
  'MODEL_COST_DAILY_LIMIT',
  'MODEL_COST_MONTHLY_LIMIT',
  'OUTBOUND_ALLOW',
  'PUBLIC_BASE_URL',
  'STRIPE_API_BASE',
]
const inputs = [
  'serverless.yml',
  '.env',
  'package-lock.json',
  'tsconfig.json',
  'docs/openapi.json',
  'functions',
  'lib',
  'infra',
]

/**
 * Packages a stage into `.package/<stage>`: zips and CloudFormation, no credentials needed. Does nothing when sources
 * and settings are those of the last time. Builds in a folder of its own, so that a running `npm start` is not disturbed.
 * @returns the folder. @throws with the framework's output when it fails.
 */
export const packageStage = (stage: string): string => {
  const target = join(root, '.package', stage)
  return oneAtATime(() => {
    const hash = sourcesHash()
    if (!existsSync(join(target, hash))) build(stage, target, hash)
    return target
  })
}

/** Waits for another process that packages, by a lock the operating system drops when its holder ends. */
const oneAtATime = <T>(work: () => T): T => {
  mkdirSync(join(root, '.package'), { recursive: true })
  const lock = new DatabaseSync(join(root, '.package', 'lock'), { timeout: 180_000 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return work()
  } finally {
    lock.close()
  }
}

const build = (stage: string, target: string, hash: string): void => {
  const work = join('.package', `work-${process.pid}-${stage}`)
  try {
    runFramework(stage, work)
    writeFileSync(join(root, work, 'out', hash), '')
    rmSync(target, { recursive: true, force: true })
    renameSync(join(root, work, 'out'), target)
  } finally {
    rmSync(join(root, work), { recursive: true, force: true })
  }
}

const runFramework = (stage: string, work: string): void => {
  mkdirSync(join(root, work, 'out'), { recursive: true })
  const command = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, 'package', '--stage', stage, '--package', join(work, 'out')],
    { cwd: root, encoding: 'utf8', env: { ...process.env, BUNDLE_FOLDER: join(work, 'build') } },
  )
  if (status !== 0) throw new Error(`Packaging stage ${stage} failed\n${stdout}${stderr}`)
}

const sourcesHash = (): string => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify(settings.map((name) => process.env[name])))
  for (const file of inputs.flatMap(filesUnder)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const filesUnder = (path: string): string[] => {
  if (!existsSync(join(root, path))) return []
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => !file.startsWith(join('infra', 'local')) && statSync(join(root, file)).isFile())
    .sort()
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { stage: { type: 'string', default: 'dev' } } })
  console.log(packageStage(values.stage))
}
