import { describe, expect, test } from 'vitest'
import { alarmsTemplate } from '../../../infra/generate/alarms.ts'
import { rolesTemplate } from '../../../infra/generate/iam.ts'
import type { FunctionSource } from '../../../infra/generate/load-functions.ts'
import { workersTemplate } from '../../../infra/generate/workers.ts'
import type { FunctionSpec } from '../../../lib/platform/deployment/function-spec.ts'

const source = (name: string, spec: Partial<FunctionSpec> = {}): FunctionSource => ({
  name,
  routes: {},
  spec: { description: name, access: {}, ...spec },
})
const starter = source('import', { access: { invoke: ['job-worker'] } })
const worker = source('job-worker', { atMost: 7, access: { invoke: ['job-worker'] } })
const other = source('tasks')
const schedule = { name: 'tidy', expression: 'rate(1 day)', description: 'Tidies' } as const

type Roles = Record<string, { Properties: { Policies: { PolicyDocument: { Statement: object[] } }[] } }>
const statementsOf = (role: string) => {
  const { Resources } = rolesTemplate([starter, worker, other]) as { Resources: Roles }
  return Resources[role]?.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

describe('a function that others start', () => {
  test('is repeated twice, and what fails for good is kept in the failure bucket', () => {
    expect(workersTemplate([starter, worker, other]).Resources).toEqual({
      JobDashworkerInvocations: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'JobDashworkerLambdaFunction' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 2,
          MaximumEventAgeInSeconds: 21_600,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureBucket', 'Arn'] } } },
        },
      },
    })
  })

  test('has a limit where the account has concurrency to reserve', () => {
    const { Conditions, extensions } = workersTemplate([starter, worker, other])
    expect(Conditions).toEqual({ ReservesConcurrency: { 'Fn::Equals': [`\${param:reservedConcurrency}`, 'on'] } })
    expect(extensions).toEqual({
      JobDashworkerLambdaFunction: {
        Properties: {
          ReservedConcurrentExecutions: { 'Fn::If': ['ReservesConcurrency', 7, { Ref: 'AWS::NoValue' }] },
        },
      },
    })
  })

  test('may put down its failures and start itself; its caller may start it; others may do neither', () => {
    const arn = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:lifeos-\${sls:stage}-job-worker`
    const start = {
      Sid: 'Workers',
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: [{ 'Fn::Sub': arn }],
    }
    expect(statementsOf('ImportRole')).toContainEqual(start)
    expect(statementsOf('JobDashworkerRole')).toContainEqual(start)
    expect(JSON.stringify(statementsOf('JobDashworkerRole'))).toContain(`\${FailureBucket.Arn}/aws/lambda/*`)
    expect(JSON.stringify(statementsOf('ImportRole'))).not.toContain('s3:')
    expect(JSON.stringify(statementsOf('TasksRole'))).not.toMatch(/s3:|lambda:/)
  })

  test('raises an alarm when Lambda gives up on it', () => {
    const { FailedWorkersAlarm1 } = alarmsTemplate([starter, worker, other]).Resources as Record<string, object>
    const text = JSON.stringify(FailedWorkersAlarm1)
    expect(text).toContain('"AsyncEventsDropped"')
    expect(text).toContain('"DestinationDeliveryFailures"')
    expect(text).toContain('JobDashworkerLambdaFunction')
  })

  test('has to exist, and cannot be on a schedule too', () => {
    expect(() => workersTemplate([starter])).toThrow('job-worker, which does not exist')
    const both = source('job-worker', { schedule })
    expect(() => workersTemplate([starter, both])).toThrow('job-worker, which is on a schedule')
  })
})

test('without any there is nothing', () => {
  expect(workersTemplate([other])).toEqual({ Resources: {} })
})
