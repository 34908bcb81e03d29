import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { CLIENT_ID, poolId, startCognito } from './cognito.ts'
import { createTable, dropTable, LOCAL_CREDENTIALS, startDatabase } from './dynamodb.ts'
import { FAILURE_BUCKET } from './failures.ts'
import { startKms } from './kms.ts'
import { lockDirectory } from './lock.ts'
import { freePort } from './ports.ts'
import { startS3 } from './s3.ts'
import type { SecretParts } from './secret-parts.ts'
import { startSecrets } from './secrets.ts'
import { properties, readTemplate, type Template } from './template.ts'

const REGION = 'eu-west-1'
const STAGE = 'local'
const BUCKET = 'lifeos-archive-local'
const FILES_BUCKET = 'lifeos-files-local'
const ORIGINS = 'http://localhost:5173,http://localhost:3000'

type Service = 'dynamodb' | 'cognito' | 's3' | 'secrets' | 'kms'
type Running = { endpoint: string; stop: () => Promise<void>; gone?: Promise<void> }
/** Those that always run. */
type Endpoints = Record<Exclude<Service, 'kms'>, Running>

export type CloudOptions = {
  /** The directory of all data. Locked while the cloud runs. */
  directory: string
  /** Keep the data at `stop`. Otherwise the directory is deleted. */
  persist?: boolean
  /** Preferred ports; a taken or missing one is replaced by any free port. */
  ports?: Partial<Record<Service, number>>
  /** Start empty: everything in the directory is deleted. */
  reset?: boolean
  /** The last stream record that every consumer has seen (see stream-log.ts). */
  delivered?: number
  /** Keys for this run only, before those that are stored. Plans are sold when there are keys of Stripe. */
  secrets?: SecretParts
  /** Start KMS. By default only if a function has a key of it (`access.encryption`). */
  encryption?: boolean
}

export type Cloud = {
  /** Exactly the variables that lib/platform/config and the AWS SDKs read. */
  env: Record<string, string>
  stop: () => Promise<void>
  /** Resolves to the name of a service that ends on its own. */
  broken: Promise<string>
}

/**
 * DynamoDB, Cognito, S3, Secrets Manager and KMS on 127.0.0.1, with the table, pool, client, bucket, secrets and key alias of
 * infra/*.yml. Existing data is kept. Nothing it starts outlives this process.
 * @throws Error when the directory is in use, or a stored table lacks an index.
 */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const release = lockDirectory(options.directory)
  if (options.reset) wipe(options.directory)
  const template = readTemplate(STAGE)
  const ports = await choosePorts(options.ports ?? {})
  const { encryption = someFunctionEncrypts() } = options
  const started = await Promise.allSettled([
    startTable(options, ports.dynamodb, template),
    startCognito(options.directory, REGION, ports.cognito, template),
    startS3(options.directory, ports.s3, [BUCKET, FAILURE_BUCKET, FILES_BUCKET]),
    startSecrets(options.directory, ports.secrets, initialSecrets(template), fixedSecrets(options)),
    encryption ? startKms(options.directory, ports.kms, keyAlias(template)) : null,
  ])
  const running = started.flatMap((result): Running[] =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  )
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()))
    release()
    if (!options.persist) rmSync(options.directory, { recursive: true, force: true })
  }
  const failed = started.find((result) => result.status === 'rejected')
  const [database, cognito, s3, secrets, kms] = started
  if (failed || !isUp(database) || !isUp(cognito) || !isUp(s3) || !isUp(secrets) || !isUp(kms)) {
    await stop()
    throw failed?.reason
  }
  const endpoints = { dynamodb: database.value, cognito: cognito.value, s3: s3.value, secrets: secrets.value }
  const env = environment(endpoints, database.value.table, template)
  return {
    env: {
      ...env,
      ...(kms.value && keyVariables(kms.value, template)),
      BILLING: options.secrets?.stripe ? 'stripe' : 'off',
    },
    stop,
    broken: firstBroken(endpoints),
  }
}

/** Deletes everything but the lock, which this process holds. */
const wipe = (directory: string): void => {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith('lock')) rmSync(resolve(directory, name), { recursive: true, force: true })
  }
}

const isUp = <T>(result: PromiseSettledResult<T>): result is PromiseFulfilledResult<T> => result.status === 'fulfilled'

/** One after the other, so that two services never get the same free port. */
const choosePorts = async (wanted: Partial<Record<Service, number>>): Promise<Record<Service, number>> => {
  const chosen = new Set<number>()
  const next = async (service: Service): Promise<number> => {
    let port = await freePort(wanted[service])
    while (chosen.has(port)) port = await freePort()
    chosen.add(port)
    return port
  }
  return {
    dynamodb: await next('dynamodb'),
    cognito: await next('cognito'),
    s3: await next('s3'),
    secrets: await next('secrets'),
    kms: await next('kms'),
  }
}

/** A separate table for each temporary cloud, so that they can share the database at DYNAMODB_ENDPOINT. */
const startTable = async ({ directory, persist, delivered }: CloudOptions, port: number, template: Template) => {
  const database = await startDatabase(directory, port, delivered ?? 0)
  const table = persist ? 'lifeos-local' : `lifeos-${randomBytes(6).toString('hex')}`
  try {
    await createTable(database.endpoint, table, properties(template, 'Table', 'AWS::DynamoDB::Table'))
  } catch (error) {
    await database.stop()
    throw error
  }
  const stop = async () => {
    if (database.isExternal && !persist) await dropTable(database.endpoint, table)
    await database.stop()
  }
  return { ...database, table, stop }
}

/** A secret of infra/secrets.yml: its name and what a new stack puts into it. */
const secretOf = (template: Template, resource: string): { name: string; value: string } => {
  const { Name, SecretString } = properties(template, resource, 'AWS::SecretsManager::Secret')
  return { name: String(Name), value: String(SecretString) }
}

const initialSecrets = (template: Template): Record<string, string> =>
  Object.fromEntries(
    ['LlmSecret', 'StripeSecret', 'GoogleSecret', 'MicrosoftSecret'].map((resource) => {
      const { name, value } = secretOf(template, resource)
      return [name, value]
    }),
  )

const fixedSecrets = ({ secrets = {} }: CloudOptions): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).map(([part, value]) => [`lifeos/${STAGE}/${part}`, JSON.stringify(value)]))

const someFunctionEncrypts = (): boolean =>
  readFileSync(resolve(import.meta.dirname, '../generated/functions.yml'), 'utf8').includes('DATA_KEY_ID:')

const keyAlias = (template: Template): string =>
  String(properties(template, 'DataKeyAlias', 'AWS::KMS::Alias').AliasName)

const keyVariables = ({ endpoint }: Running, template: Template): Record<string, string> => ({
  AWS_ENDPOINT_URL_KMS: endpoint,
  DATA_KEY_ID: keyAlias(template),
})

const firstBroken = (services: Endpoints): Promise<string> =>
  Promise.race(
    Object.entries(services).map(([name, { gone }]) => gone?.then(() => name) ?? new Promise<string>(() => {})),
  )

const environment = (
  { dynamodb, cognito, s3, secrets }: Endpoints,
  table: string,
  template: Template,
): Record<string, string> => ({
  STAGE,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.endpoint,
  AWS_ENDPOINT_URL_S3: s3.endpoint,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED', // s3rver stores the framing of streamed checksums as content
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
  TABLE_NAME: table,
  USER_POOL_ID: poolId(REGION),
  USER_POOL_CLIENT_ID: CLIENT_ID,
  JWKS_URI: `${cognito.endpoint}/${poolId(REGION)}/.well-known/jwks.json`,
  ARCHIVE_BUCKET: BUCKET,
  FILES_BUCKET,
  LLM_SECRET_ID: secretOf(template, 'LlmSecret').name,
  STRIPE_SECRET_ID: secretOf(template, 'StripeSecret').name,
  GOOGLE_SECRET_ID: secretOf(template, 'GoogleSecret').name,
  MICROSOFT_SECRET_ID: secretOf(template, 'MicrosoftSecret').name,
  ALLOWED_ORIGINS: ORIGINS,
})
