import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, describe, expect, test } from 'vitest'
import { startCloud } from '../../../infra/local/cloud.ts'
import { startKms } from '../../../infra/local/kms.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { cloudVariable } from '../../support/cloud.ts'

const KeyId = 'alias/lifeos-local-data'
const EncryptionContext = { userId: 'ada', stage: 'local' }
const client = new KMSClient({ endpoint: cloudVariable('AWS_ENDPOINT_URL_KMS') })
const named = (name: string) => expect.objectContaining({ name })

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeos-kms-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const generate = async (KeySpec: 'AES_256' | 'AES_128' = 'AES_256') =>
  client.send(new GenerateDataKeyCommand({ KeyId, KeySpec, EncryptionContext }))

describe('the local KMS', () => {
  test('is found by the alias of infra/encryption.yml', () => {
    expect(cloudVariable('DATA_KEY_ID')).toBe(KeyId)
  })

  test('makes keys and gives them back under the same encryption context, whatever its order', async () => {
    const { Plaintext, CiphertextBlob, KeyId: arn } = await generate()
    expect(Plaintext).toHaveLength(32)
    const turned = { stage: 'local', userId: 'ada' }
    for (const by of [KeyId, arn, undefined]) {
      const answer = await client.send(
        new DecryptCommand({ CiphertextBlob, EncryptionContext: turned, ...(by !== undefined && { KeyId: by }) }),
      )
      expect(answer).toMatchObject({ KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' })
      expect(Buffer.from(answer.Plaintext ?? [])).toEqual(Buffer.from(Plaintext ?? []))
    }
    expect((await generate('AES_128')).Plaintext).toHaveLength(16)
    expect((await generate()).Plaintext).not.toEqual(Plaintext)
  })

  test('refuses another encryption context, none, and a damaged or short key', async () => {
    const { CiphertextBlob = new Uint8Array() } = await generate()
    const damaged = Uint8Array.from(CiphertextBlob, (byte, index) => (index === 20 ? byte ^ 1 : byte))
    for (const input of [
      { CiphertextBlob, EncryptionContext: { ...EncryptionContext, userId: 'eve' } },
      { CiphertextBlob, EncryptionContext: { ...EncryptionContext, stage: 'prod' } },
      { CiphertextBlob, EncryptionContext: { userId: 'ada' } },
      { CiphertextBlob, EncryptionContext: { ...EncryptionContext, more: '' } },
      { CiphertextBlob },
      { CiphertextBlob: damaged, EncryptionContext },
      { CiphertextBlob: CiphertextBlob.slice(0, 10), EncryptionContext },
    ])
      await expect(client.send(new DecryptCommand({ KeyId, ...input }))).rejects.toThrow(
        named('InvalidCiphertextException'),
      )
  })

  test('does not find keys that it does not have, nor takes sizes that make no sense', async () => {
    const { CiphertextBlob } = await generate()
    for (const unknown of ['alias/other', '11111111-1111-1111-1111-111111111111']) {
      const missing = named('NotFoundException')
      await expect(client.send(new GenerateDataKeyCommand({ KeyId: unknown, KeySpec: 'AES_256' }))).rejects.toThrow(
        missing,
      )
      await expect(
        client.send(new DecryptCommand({ KeyId: unknown, CiphertextBlob, EncryptionContext })),
      ).rejects.toThrow(missing)
    }
    for (const size of [{}, { NumberOfBytes: 0 }, { NumberOfBytes: 32, KeySpec: 'AES_256' as const }])
      await expect(client.send(new GenerateDataKeyCommand({ KeyId, ...size }))).rejects.toThrow(
        named('ValidationException'),
      )
  })

  test('has its key in a file of the owner alone, and after a restart gives the same keys', async () => {
    const folder = newFolder()
    const open = async () => {
      const { endpoint, stop } = await startKms(folder, await freePort(), KeyId)
      return { kms: new KMSClient({ endpoint }), stop }
    }
    const first = await open()
    const { Plaintext, CiphertextBlob } = await first.kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
    )
    await first.stop()
    expect(statSync(join(folder, 'kms.key')).mode & 0o777).toBe(0o600)
    const second = await open()
    const answer = await second.kms.send(new DecryptCommand({ KeyId, CiphertextBlob }))
    expect(Buffer.from(answer.Plaintext ?? [])).toEqual(Buffer.from(Plaintext ?? []))
    await second.stop()
    writeFileSync(join(folder, 'kms.key'), 'short')
    await expect(open()).rejects.toThrow('holds no key of 256 bits')
  })

  test('runs only where something is sealed', async () => {
    const cloud = await startCloud({ directory: newFolder(), encryption: false })
    await cloud.stop()
    expect(Object.keys(cloud.env).filter((name) => /KMS|DATA_KEY/.test(name))).toEqual([])
  })
})
