import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadFunctions } from '../../infra/generate/load-functions.ts'
import { functionLogicalId, roleName } from '../../infra/generate/names.ts'
import { properties, readTemplate } from '../../infra/local/template.ts'
import { ofType, packagedTemplate } from '../support/template.ts'

type Statement = { Sid: string; Effect: string; Action: string[]; Resource: unknown }

const functions = await loadFunctions(join(import.meta.dirname, '../../functions'))
const template = packagedTemplate('prod')
const names = functions.map(({ name }) => name)
const scheduled = functions.filter(({ spec }) => spec.schedule).map(({ name }) => name)
const workers = names.filter((name) => functions.some(({ spec }) => spec.access.invoke?.includes(name)))
const schedulerRoles = scheduled.length > 0 ? ['SchedulerRole'] : []

const statements = (name: string): Statement[] => {
  const policies = template.Resources[roleName(name)]?.Properties.Policies as {
    PolicyDocument: { Statement: Statement[] }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}
const actionsOf = (name: string, service: string): string[] =>
  statements(name).flatMap(({ Action }) => Action.filter((action) => action.startsWith(`${service}:`)))

const property = (name: string, of: string): unknown => template.Resources[functionLogicalId(name)]?.Properties[of]

describe('roles', () => {
  test('every function has one of its own, and there is no other but those of gateway, schedules and erasure', () => {
    expect(
      ofType(template, 'AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
    ).toEqual([...names.map(roleName), 'ArchiveErasureRole', 'GatewayRole', ...schedulerRoles].sort())
    for (const name of names) {
      const role = template.Resources[functionLogicalId(name)]?.Properties.Role
      expect(role).toEqual({ 'Fn::GetAtt': [roleName(name), 'Arn'] })
    }
  })

  test('the gateway may call the functions that it has routes to, and nothing else', () => {
    const { AssumeRolePolicyDocument, Policies } = template.Resources.GatewayRole?.Properties ?? {}
    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    const served = functions.filter(({ routes }) => Object.keys(routes).length > 0)
    expect(Policies).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Action: ['lambda:InvokeFunction'],
              Resource: served.map(({ name }) => ({ 'Fn::GetAtt': [functionLogicalId(name), 'Arn'] })),
            },
          ],
        },
      },
    ])
    const integrations = ofType(template, 'AWS::ApiGatewayV2::Integration')
    expect(integrations.length).toBe(served.length)
    for (const [, { Properties }] of integrations)
      expect(Properties.CredentialsArn).toEqual({ 'Fn::GetAtt': ['GatewayRole', 'Arn'] })
    expect(ofType(template, 'AWS::Lambda::Permission')).toEqual([])
  })

  test('a job may put down its own failed runs, and no other function sends to a queue', () => {
    const sending = names.filter((name) => actionsOf(name, 'sqs').length > 0)
    expect(sending).toEqual(scheduled)
    for (const name of scheduled) expect(actionsOf(name, 'sqs')).toEqual(['sqs:SendMessage'])
  })

  test.each(functions)('$name may start the functions that its spec names, and no other', ({ name, spec }) => {
    const starts = statements(name).filter(({ Action }) => Action.some((action) => action.startsWith('lambda:')))
    const arns = spec.access.invoke
      ?.toSorted()
      .map(
        (worker) =>
          `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${property(worker, 'FunctionName')}`,
      )
    expect(starts.map(({ Action, Resource }) => [Action, Resource])).toEqual(
      arns ? [[['lambda:InvokeFunction'], arns.map((arn) => ({ 'Fn::Sub': arn }))]] : [],
    )
  })

  test('a worker puts its failures where a stream function does, and one with a limit has it where it is reserved', () => {
    for (const name of workers) {
      const puts = statements(name).filter(({ Action }) => Action.includes('s3:PutObject'))
      const ofFiles = functions.some((one) => one.name === name && one.spec.access.files === 'write')
      expect(puts.map(({ Resource }) => Resource)).toEqual([
        ...(ofFiles ? [{ 'Fn::Sub': `\${FilesBucket.Arn}/*` }] : []),
        { 'Fn::Sub': `\${FailureBucket.Arn}/aws/lambda/*` },
      ])
      const isLimited = functions.some((one) => one.name === name && one.spec.atMost !== undefined)
      expect(property(name, 'ReservedConcurrentExecutions')).toEqual(isLimited ? { Ref: 'AWS::NoValue' } : undefined)
    }
  })

  test('none has a managed policy', () => {
    for (const name of names) expect(template.Resources[roleName(name)]?.Properties.ManagedPolicyArns).toBeUndefined()
  })

  test('no action and no resource is a wildcard, but the keys of objects in the archive, of failures and of files, and streams of logs', () => {
    const wildcards = new Set<string>()
    for (const statement of names.flatMap(statements)) {
      expect(statement.Action.filter((action) => action.includes('*'))).toEqual([])
      const text = JSON.stringify(statement.Resource)
      if (text.includes('*')) wildcards.add(text)
    }
    const allowed = ['ArchiveBucket.Arn}/events', 'FailureBucket.Arn}/aws/lambda', 'FilesBucket.Arn}'].map(
      (at) => `{"Fn::Sub":"\${${at}/*"}`,
    )
    const isStream = (text: string) => /:log-stream:\*\/lifeos-prod-[a-z-]+\[\*"\}$/u.test(text)
    expect([...wildcards].filter((text) => !allowed.includes(text) && !isStream(text))).toEqual([])
  })

  test.each(names)('%s writes to streams of its own only, in the log group of all functions', (name) => {
    const logs = statements(name).filter(({ Action }) => Action.some((action) => action.startsWith('logs:')))
    const group = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${FunctionsLogGroup}`
    expect(logs).toEqual([
      expect.objectContaining({
        Action: ['logs:CreateLogStream'],
        Resource: { 'Fn::GetAtt': ['FunctionsLogGroup', 'Arn'] },
      }),
      expect.objectContaining({
        Action: ['logs:PutLogEvents'],
        Resource: { 'Fn::Sub': `${group}:log-stream:*/${property(name, 'FunctionName')}[*` },
      }),
    ])
  })

  test.each(functions)('$name may do with table, secret, keys and archive what its spec says', ({ name, spec }) => {
    const table = spec.access.table ?? []
    const dynamo = actionsOf(name, 'dynamodb')
    expect(dynamo.includes('dynamodb:GetItem')).toBe(table.includes('read'))
    expect(dynamo.includes('dynamodb:PutItem')).toBe(table.includes('write'))
    expect(dynamo).not.toContain('dynamodb:Scan')
    expect(dynamo.includes('dynamodb:GetRecords')).toBe(Boolean(spec.stream))
    const secrets = statements(name).filter(({ Action }) =>
      Action.some((action) => action.startsWith('secretsmanager:')),
    )
    expect(secrets.map(({ Action, Resource }) => [Action, Resource])).toEqual(
      [
        ...(spec.access.llmSecret ? ['LlmSecret'] : []),
        ...(spec.access.stripeSecret ? ['StripeSecret'] : []),
        ...(spec.access.calendarSecrets ? ['GoogleSecret', 'MicrosoftSecret'] : []),
      ].map((Ref) => [['secretsmanager:GetSecretValue'], { Ref }]),
    )
    expect(actionsOf(name, 'kms')).toEqual(spec.access.encryption ? ['kms:Decrypt', 'kms:GenerateDataKey'] : [])
    expect(actionsOf(name, 's3').includes('s3:GetObject')).toBe(
      spec.access.archive === 'read' || Boolean(spec.access.files),
    )
    const failsIntoBucket = Boolean(spec.stream) || workers.includes(name)
    expect(actionsOf(name, 's3').includes('s3:PutObject')).toBe(
      spec.access.archive === 'write' || spec.access.files === 'write' || failsIntoBucket,
    )
  })

  test('a stream function may put down what it gave up on where Lambda writes it', () => {
    for (const { name, spec } of functions) {
      if (!spec.stream) continue
      const puts = statements(name).filter(({ Sid, Action }) => Sid !== 'Files' && Action.includes('s3:PutObject'))
      expect(puts.map(({ Resource }) => Resource)).toContainEqual({ 'Fn::Sub': `\${FailureBucket.Arn}/aws/lambda/*` })
    }
  })
})

describe('the archive’s lock', () => {
  const dev = packagedTemplate('dev')
  const policy = (id: string): Statement[] | undefined => {
    const properties = template.Resources[id]?.Properties as { PolicyDocument: { Statement: Statement[] } } | undefined
    return properties?.PolicyDocument.Statement
  }

  test('keeps every version for the days of the parameter, in governance mode', () => {
    expect(template.Resources.ArchiveBucket?.Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '365' } },
      },
    })
  })

  test('is off where data is thrown away', () => {
    expect(dev.Resources.ArchiveBucket?.Properties).toMatchObject({
      ObjectLockEnabled: false,
      ObjectLockConfiguration: { Ref: 'AWS::NoValue' },
    })
    expect(properties(readTemplate('local'), 'ArchiveBucket', 'AWS::S3::Bucket').ObjectLockEnabled).toBe(false)
  })

  test('is bypassed by the erasure role only: all others are denied, whatever their policies allow', () => {
    expect(policy('ArchiveBucketPolicy')).toContainEqual({
      Sid: 'OnlyErasureBypassesRetention',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:BypassGovernanceRetention',
      Resource: { 'Fn::Sub': `\${ArchiveBucket.Arn}/*` },
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['ArchiveErasureRole', 'Arn'] } } },
    })
    const allowing = ofType(template, 'AWS::IAM::Role').filter(([, role]) => JSON.stringify(role).includes('Bypass'))
    expect(allowing.map(([id]) => id)).toEqual(['ArchiveErasureRole'])
  })

  test('keeps nothing of what functions gave up on, whose objects Lambda writes', () => {
    expect(template.Resources.FailureBucket?.Properties).not.toHaveProperty('ObjectLockEnabled')
  })

  test('stands with no function: none may remove an object or change a retention', () => {
    const harmless = ['s3:GetObject', 's3:PutObject', 's3:ListBucket']
    const others = names.flatMap((name) =>
      statements(name)
        .filter(({ Action }) => Action.some((action) => action.startsWith('s3:') && !harmless.includes(action)))
        .map(({ Resource }) => [name, Resource]),
    )
    // What takes away files that no row names.
    expect(others).toEqual([['job-schedule', { 'Fn::Sub': `\${FilesBucket.Arn}/*` }]])
  })
})
