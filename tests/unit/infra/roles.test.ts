import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadFunctions } from '../../../infra/generate/load-functions.ts'
import { functionLogicalId, logGroupName, roleName } from '../../../infra/generate/names.ts'
import { ofType, packagedTemplate } from '../../support/template.ts'

type Statement = { Sid: string; Effect: string; Action: string[]; Resource: unknown }

const functions = await loadFunctions(join(import.meta.dirname, '../../../functions'))
const template = packagedTemplate('prod')
const names = functions.map(({ name }) => name)

const statements = (name: string): Statement[] => {
  const policies = template.Resources[roleName(name)]?.Properties.Policies as {
    PolicyDocument: { Statement: Statement[] }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}
const actionsOf = (name: string, service: string): string[] =>
  statements(name).flatMap(({ Action }) => Action.filter((action) => action.startsWith(`${service}:`)))

describe('roles', () => {
  test('every function has one of its own, and there is no other', () => {
    expect(
      ofType(template, 'AWS::IAM::Role')
        .map(([id]) => id)
        .sort(),
    ).toEqual(names.map(roleName).sort())
    for (const name of names) {
      const role = template.Resources[functionLogicalId(name)]?.Properties.Role
      expect(role).toEqual({ 'Fn::GetAtt': [roleName(name), 'Arn'] })
    }
  })

  test('none has a managed policy', () => {
    for (const name of names) expect(template.Resources[roleName(name)]?.Properties.ManagedPolicyArns).toBeUndefined()
  })

  test('no action and no resource is a wildcard, but the keys of objects under two prefixes of the archive', () => {
    const wildcards = new Set<string>()
    for (const statement of names.flatMap(statements)) {
      expect(statement.Action.filter((action) => action.includes('*'))).toEqual([])
      const text = JSON.stringify(statement.Resource)
      if (text.includes('*')) wildcards.add(text)
    }
    const allowed = ['events', 'aws/lambda'].map((prefix) => `{"Fn::Sub":"\${ArchiveBucket.Arn}/${prefix}/*"}`)
    expect([...wildcards].filter((text) => !allowed.includes(text))).toEqual([])
  })

  test.each(names)('%s writes to its own log group only', (name) => {
    const logs = statements(name).filter(({ Action }) => Action.some((action) => action.startsWith('logs:')))
    expect(logs).toEqual([
      expect.objectContaining({
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [logGroupName(name), 'Arn'] },
      }),
    ])
  })

  test.each(functions)('$name may do with the table, secret and archive what its spec says', ({ name, spec }) => {
    const table = spec.access.table ?? []
    const dynamo = actionsOf(name, 'dynamodb')
    expect(dynamo.includes('dynamodb:GetItem')).toBe(table.includes('read'))
    expect(dynamo.includes('dynamodb:PutItem')).toBe(table.includes('write'))
    expect(dynamo).not.toContain('dynamodb:Scan')
    expect(dynamo.includes('dynamodb:GetRecords')).toBe(Boolean(spec.stream))
    expect(actionsOf(name, 'secretsmanager')).toEqual(spec.access.llmSecret ? ['secretsmanager:GetSecretValue'] : [])
    expect(actionsOf(name, 's3').includes('s3:GetObject')).toBe(spec.access.archive === 'read')
    expect(actionsOf(name, 's3').includes('s3:PutObject')).toBe(spec.access.archive === 'write' || Boolean(spec.stream))
  })

  test('a stream function may put down what it gave up on where Lambda writes it', () => {
    for (const { name, spec } of functions) {
      if (!spec.stream) continue
      const puts = statements(name).filter(({ Action }) => Action.includes('s3:PutObject'))
      expect(puts.map(({ Resource }) => Resource)).toContainEqual({ 'Fn::Sub': `\${ArchiveBucket.Arn}/aws/lambda/*` })
    }
  })
})
