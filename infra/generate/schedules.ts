import type { ScheduleSpec } from '../../lib/platform/deployment/function-spec.ts'
import type { FunctionSource } from './load-functions.ts'
import { failedRunsName, failedRunsQueueName, functionLogicalId, scheduleName, schedulerRoleName } from './names.ts'

type Resource = { Type: string; Properties: Record<string, unknown> }

type Template = { Resources: Record<string, Resource>; Outputs?: Record<string, { Value: unknown }> }

const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] })

/**
 * A schedule for each job, and one queue for runs that failed for good. The framework's own `schedule` event knows no queue,
 * and would be fired by the local gateway as well.
 */
export const schedulesTemplate = (functions: FunctionSource[]): Template => {
  const jobs = functions.flatMap(({ name, spec }) =>
    [spec.schedule ?? []].flat().map((schedule, i) => ({ name, schedule, isFirst: i === 0 })),
  )
  assertDistinctNames(jobs.map(({ schedule }) => schedule.name))
  const resources = jobs.flatMap(({ name, schedule, isFirst }): [string, Resource][] => [
    [scheduleName(isFirst ? name : schedule.name), scheduleOf(name, schedule)],
    ...(isFirst ? [[failedRunsName(name), failedRuns(name)] satisfies [string, Resource]] : []),
  ])
  if (jobs.length === 0) return { Resources: {} }
  return {
    Resources: { ...queue(), ...Object.fromEntries(resources) },
    Outputs: { FailedRunsQueueUrl: { Value: { Ref: failedRunsQueueName } } },
  }
}

const assertDistinctNames = (names: string[]): void => {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Error(`Two jobs are named ${twice}`)
}

/** EventBridge invokes asynchronously: it keeps trying to start a run for an hour, and no longer cares once it has started. */
const scheduleOf = (name: string, { name: job, expression, description }: ScheduleSpec): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: `lifeos-\${sls:stage}-${job}`,
    Description: description,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: attribute(functionLogicalId(name), 'Arn'),
      RoleArn: attribute(schedulerRoleName, 'Arn'),
      Input: JSON.stringify({ job }),
      RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: attribute(failedRunsQueueName, 'Arn') },
    },
  },
})

/** Lambda repeats a run that threw after one minute and after two more, then puts it down with its error. */
const failedRuns = (name: string): Resource => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionLogicalId(name) },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3_600,
    DestinationConfig: { OnFailure: { Destination: attribute(failedRunsQueueName, 'Arn') } },
  },
})

const queue = (): Record<string, Resource> => ({
  [failedRunsQueueName]: {
    Type: 'AWS::SQS::Queue',
    Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 },
  },
  [`${failedRunsQueueName}Policy`]: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: failedRunsQueueName }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: attribute(failedRunsQueueName, 'Arn'),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  },
})
