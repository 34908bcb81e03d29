import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { guardProgram, startChild } from './child.ts'
import { indexStreamLog, trimStreamLog } from './stream-log.ts'

export type Database = { endpoint: string; isExternal: boolean; stop: () => Promise<void>; gone: Promise<void> }

const binary = (): string => {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide')
  } catch {
    throw new Error(
      'The bundled DynamoDB runs on Linux x64 only. Start another one, such as DynamoDB Local, and set ' +
        'DYNAMODB_ENDPOINT=http://127.0.0.1:8000',
    )
  }
}

/**
 * A DynamoDB on this machine: the one at DYNAMODB_ENDPOINT when that is set, else dynoxide on a SQLite file.
 * `delivered` is the last stream record that every consumer has seen; records up to it are dropped before the start.
 */
export const startDatabase = async (directory: string, port: number, delivered: number): Promise<Database> => {
  const external = process.env.DYNAMODB_ENDPOINT
  if (external) return { endpoint: external, isExternal: true, stop: async () => {}, gone: new Promise(() => {}) }
  const file = resolve(directory, 'dynamodb.sqlite')
  trimStreamLog(file, delivered)
  const child = await startChild({
    name: 'The database',
    command: binary(),
    args: ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file],
    ready: /listening on/,
  })
  const release = guardProgram(child)
  child.gone.then(release)
  indexStreamLog(file)
  return { endpoint: `http://127.0.0.1:${port}`, isExternal: false, stop: child.stop, gone: child.gone }
}

/**
 * Creates the table of the template, or checks that the existing one has its indexes.
 * @throws Error saying what to do when the existing table is older than the template.
 */
export const createTable = async (
  endpoint: string,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> => {
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: LOCAL_CREDENTIALS })
  try {
    const stored = await indexesOf(client, name)
    if (stored) return compare(name, stored, indexNames(properties))
    const { TimeToLiveSpecification, PointInTimeRecoverySpecification, SSESpecification, ...rest } = properties
    await client.send(new CreateTableCommand(tableInput(name, rest)))
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: name })
    const ttl = TimeToLiveSpecification as { AttributeName: string; Enabled: boolean } | undefined
    if (ttl) await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: ttl }))
  } finally {
    client.destroy()
  }
}

/** Deletes a temporary table from a database that stays. */
export const dropTable = async (endpoint: string, name: string): Promise<void> => {
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: LOCAL_CREDENTIALS })
  await client.send(new DeleteTableCommand({ TableName: name }))
  client.destroy()
}

export const LOCAL_CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } // the pair s3rver accepts

/** CloudFormation and the API use the same names, but the API requires StreamEnabled. */
const tableInput = (name: string, properties: Record<string, unknown>): CreateTableCommandInput => {
  const stream = properties.StreamSpecification
  return {
    ...(properties as Partial<CreateTableCommandInput>),
    TableName: name,
    ...(stream ? { StreamSpecification: { StreamEnabled: true, ...stream } } : {}),
  } as CreateTableCommandInput
}

const indexesOf = async (client: DynamoDBClient, name: string): Promise<string[] | undefined> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }))
    return (Table?.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName ?? '')
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

const indexNames = (properties: Record<string, unknown>): string[] =>
  ((properties.GlobalSecondaryIndexes ?? []) as { IndexName: string }[]).map((index) => index.IndexName)

const compare = (name: string, stored: string[], wanted: string[]): void => {
  const missing = wanted.filter((index) => !stored.includes(index))
  if (missing.length === 0) return
  throw new Error(
    `The stored table ${name} lacks ${missing.join(', ')} of infra/table.yml. ` +
      'Run npm start -- --reset to begin anew; it deletes all local data',
  )
}
