import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import type { Jwks } from 'aws-jwt-verify/jwk'
import { expect, test, vi } from 'vitest'
import { startCloud } from '../../../infra/local/cloud.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { startSecrets } from '../../../infra/local/secrets.ts'
import { openStream } from '../../../infra/local/stream-source.ts'
import { cloudVariable, newUserId, signUp } from '../../support/cloud.ts'

const database = new DynamoDBClient()
const put = (client: DynamoDBClient, table: string, PK = newUserId()) =>
  client.send(new PutItemCommand({ TableName: table, Item: { PK: { S: PK }, SK: { S: 'PROFILE' } } }))

test('the table has the keys, indexes and stream of infra/table.yml', async () => {
  const { Table } = await database.send(new DescribeTableCommand({ TableName: cloudVariable('TABLE_NAME') }))
  expect(Table?.KeySchema?.map((key) => key.AttributeName)).toEqual(['PK', 'SK'])
  expect(Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName).sort()).toEqual(['GSI1', 'GSI2', 'GSI3'])
  expect(Table?.StreamSpecification).toMatchObject({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' })
})

test('an access token passes the verifier that runs in AWS, with the keys of the local pool', async () => {
  const { accessToken, userId } = await signUp()
  const verifier = CognitoJwtVerifier.create({
    userPoolId: cloudVariable('USER_POOL_ID'),
    clientId: cloudVariable('USER_POOL_CLIENT_ID'),
    tokenUse: 'access',
  })
  verifier.cacheJwks((await (await fetch(cloudVariable('JWKS_URI'))).json()) as Jwks)
  const claims = await verifier.verify(accessToken)
  expect(claims.sub).toBe(userId)
  expect(claims.exp - claims.iat).toBe(3_600)
})

test('what goes into the archive bucket comes out byte by byte', async () => {
  const client = new S3Client({ forcePathStyle: true })
  const object = { Bucket: cloudVariable('ARCHIVE_BUCKET'), Key: `test/${randomUUID()}.gz` }
  const bytes = new Uint8Array([0x1f, 0x8b, 0, 255, 10, 13])
  await client.send(new PutObjectCommand({ ...object, Body: bytes }))
  const { Body } = await client.send(new GetObjectCommand(object))
  expect(await Body?.transformToByteArray()).toEqual(bytes)
})

test('a secret can be rotated, and an unknown one is not found', async () => {
  const client = new SecretsManagerClient()
  const SecretId = cloudVariable('LLM_SECRET_ID')
  const { SecretString: before = '' } = await client.send(new GetSecretValueCommand({ SecretId }))
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: '{"openai":{"apiKey":"rotated"}}' }))
  const { SecretString: after } = await client.send(new GetSecretValueCommand({ SecretId }))
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: before }))
  expect(after).toContain('rotated')
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'nobody/knows' }))).rejects.toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
})

test('keys of one run take the place of the stored ones and leave them as they were', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-secrets-'))
  const [llm, other] = ['lifeos/local/llm', 'lifeos/local/stripe']
  const open = async (fixed: Record<string, string>) => {
    const { endpoint, stop } = await startSecrets(directory, await freePort(), { [llm]: '{}', [other]: '{}' }, fixed)
    const client = new SecretsManagerClient({ endpoint })
    return {
      stop,
      put: (SecretId: string, SecretString: string) =>
        client.send(new PutSecretValueCommand({ SecretId, SecretString })),
      get: async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString,
    }
  }
  const first = await open({})
  await first.put(llm, '"stored"')
  await first.stop()
  const second = await open({ [llm]: '"for one run"' })
  expect([await second.get(llm), await second.get(other)]).toEqual(['"for one run"', '{}'])
  await second.put(other, '"rotated"')
  await second.stop()
  const third = await open({})
  expect([await third.get(llm), await third.get(other)]).toEqual(['"stored"', '"rotated"'])
  await third.stop()
  rmSync(directory, { recursive: true })
})

test('plans are sold where there are keys of Stripe, and only there', async () => {
  const sold = async (secrets: Record<string, object>) => {
    const cloud = await startCloud({ directory: mkdtempSync(join(tmpdir(), 'lifeos-billing-')), secrets })
    await cloud.stop()
    return cloud.env.BILLING
  }
  expect(cloudVariable('BILLING')).toBe('off')
  expect(await sold({ google: {} })).toBe('off')
  expect(await sold({ stripe: { secretKey: 'sk_test_1' } })).toBe('stripe')
})

test.skipIf(process.env.DYNAMODB_ENDPOINT)(
  'trimming the stream keeps what is new and the count of records',
  async () => {
    vi.stubEnv('DYNAMODB_ENDPOINT', '')
    const directory = mkdtempSync(join(tmpdir(), 'lifeos-trim-'))
    const open = async (delivered: number) => {
      const cloud = await startCloud({ directory, persist: true, delivered })
      const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', TABLE_NAME: table = '' } = cloud.env
      const source = await openStream(endpoint, table)
      const [shard = ''] = await source.shards()
      const sequences = async () => {
        const { records } = await source.read(await source.seek(shard, undefined), 100)
        return records.map((record) => Number(record.dynamodb?.SequenceNumber))
      }
      return { cloud, table, sequences, client: new DynamoDBClient({ endpoint }) }
    }
    const first = await open(0)
    for (let count = 0; count < 5; count += 1) await put(first.client, first.table)
    expect(await first.sequences()).toEqual([1, 2, 3, 4, 5])
    await first.cloud.stop()
    const second = await open(3)
    expect(await second.sequences()).toEqual([4, 5])
    await second.cloud.stop()
    const third = await open(5)
    await put(third.client, third.table)
    expect(await third.sequences()).toEqual([5, 6])
    await third.cloud.stop()
    rmSync(directory, { recursive: true })
    vi.unstubAllEnvs()
  },
)

test('a directory serves one cloud at a time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-lock-'))
  const first = await startCloud({ directory })
  await expect(startCloud({ directory })).rejects.toThrow('is in use by another LifeOS')
  await first.stop()
})
