import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { startNodeChild } from './child.ts'
import { properties, type Template } from './template.ts'

/** Cognito's own form, `<region>_<letters>`: token verifiers take the issuer from it. */
export const poolId = (region: string): string => `${region}_LOCALPOOL`
export const CLIENT_ID = 'lifeoslocalclient'
export const CONFIRMATION_CODE = '123456'

/** Writes the files that cognito-local reads when it starts. Users of earlier runs are kept, the settings follow the template. */
const configure = (folder: string, region: string, port: number, template: Template): void => {
  const pool = poolId(region)
  mkdirSync(resolve(folder, 'db'), { recursive: true })
  const write = (file: string, value: unknown) => writeFileSync(resolve(folder, file), JSON.stringify(value, null, 2))
  const { UserPoolName, ...settings } = properties(template, 'UserPool', 'AWS::Cognito::UserPool')
  const { UserPoolId, GenerateSecret, ...client } = properties(
    template,
    'UserPoolClient',
    'AWS::Cognito::UserPoolClient',
  )
  const since = '2026-01-01T00:00:00.000Z'
  write('config.json', {
    // Tokens carry the issuer AWS would use, so the verifying code has no local branch.
    TokenConfig: { IssuerDomain: `https://cognito-idp.${region}.amazonaws.com` },
    ServerConfig: { port, hostname: '127.0.0.1' },
  })
  write('db/clients.json', {
    Clients: {
      [CLIENT_ID]: { ...client, ClientId: CLIENT_ID, UserPoolId: pool, CreationDate: since, LastModifiedDate: since },
    },
  })
  const file = resolve(folder, 'db', `${pool}.json`)
  const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { Users: {}, Groups: {} }
  write(`db/${pool}.json`, { ...stored, Options: { ...settings, Id: pool, Name: UserPoolName } })
}

/** A Cognito on this machine (cognito-local). Users are kept under `cognito/`; every confirmation code is 123456. */
export const startCognito = async (directory: string, region: string, port: number, template: Template) => {
  const home = resolve(directory, 'cognito')
  configure(resolve(home, '.cognito'), region, port, template)
  const child = await startNodeChild({
    name: 'The user directory',
    module: 'cognito-server.ts',
    cwd: home, // it reads and writes ./.cognito on every call
    env: { ...process.env, CODE: CONFIRMATION_CODE, AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    ready: /listening on/,
  })
  return { endpoint: `http://127.0.0.1:${port}`, stop: child.stop, gone: child.gone }
}
