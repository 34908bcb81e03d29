import { expect, test } from 'vitest'
import { properties, readTemplate } from '../../../infra/local/template.ts'

test('data is protected against deletion in every stage but the throw-away ones', () => {
  const isProtected = (stage: string) => {
    const template = readTemplate(stage)
    return [
      properties(template, 'Table', 'AWS::DynamoDB::Table').DeletionProtectionEnabled,
      properties(template, 'UserPool', 'AWS::Cognito::UserPool').DeletionProtection,
    ]
  }
  expect(isProtected('prod')).toEqual([true, 'ACTIVE'])
  expect(isProtected('staging')).toEqual([true, 'ACTIVE'])
  expect(isProtected('dev')).toEqual([false, 'INACTIVE'])
  expect(isProtected('local')).toEqual([false, 'INACTIVE'])
})

test('a reference keeps its target and a name gets its stage', () => {
  const template = readTemplate('prod')
  expect(properties(template, 'UserPoolClient', 'AWS::Cognito::UserPoolClient').UserPoolId).toEqual({ Ref: 'UserPool' })
  expect(properties(template, 'LlmSecret', 'AWS::SecretsManager::Secret').Name).toBe('lifeos/prod/llm')
})

test('a resource that is not there is named in the error', () => {
  expect(() => properties(readTemplate('dev'), 'Tabel', 'AWS::DynamoDB::Table')).toThrow('Tabel')
})
