import { chunked } from '../../lib/platform/batches.ts'
import { NAMESPACE } from '../../lib/platform/log/metrics.ts'
import type { FunctionSource } from './load-functions.ts'
import { failedRunsQueueName, functionLogicalId, streamMappingName } from './names.ts'
import { isWorker } from './workers.ts'

type Resource = Record<string, unknown>

/** CloudWatch accepts at most ten metrics in one alarm. */
const metricsPerAlarm = 10

/**
 * Errors of functions and the latency of those that only work on the table, by metric math (few alarms for many
 * functions), lag and lost records of every stream function, and runs of schedules and workers that failed for good.
 */
export const alarmsTemplate = (functions: FunctionSource[]): Resource => {
  const streams = functions.filter(({ spec }) => spec.stream).map(({ name }) => name)
  return {
    Resources: {
      ...errorAlarms(functions.map(({ name }) => name)),
      ...latencyAlarms(functions.filter(isCrud).map(({ name }) => name)),
      ...Object.fromEntries(streams.flatMap(streamAlarms)),
      ...failedWorkerAlarms(functions.filter(isWorker(functions)).map(({ name }) => name)),
      ...(functions.some(({ spec }) => spec.schedule) && { FailedRunsAlarm: failedRunsAlarm() }),
    },
    extensions: Object.fromEntries(streams.map((name) => [streamMappingName(name), failureDestination])),
  }
}

/** The framework's schema knows queues and topics only. S3 keeps the whole records; a queue would keep pointers into a 24 h stream. */
const failureDestination: Resource = {
  Properties: {
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureBucket', 'Arn'] } } },
    MetricsConfig: { Metrics: ['EventCount'] },
  },
}

const errorAlarms = (names: string[]) => inGroups('FunctionErrorsAlarm', names, errorAlarm)
const latencyAlarms = (names: string[]) => inGroups('LatencyAlarm', names, latencyAlarm)

const failedWorkerAlarms = (names: string[]) =>
  inGroups('FailedWorkersAlarm', names, failedWorkersAlarm, metricsPerAlarm / 2)

const inGroups = (
  id: string,
  names: string[],
  alarmOf: (group: string[]) => Resource,
  size = metricsPerAlarm,
): Record<string, Resource> =>
  Object.fromEntries(chunked(names, size).map((group, index) => [`${id}${index + 1}`, alarmOf(group)]))

/** A model, Cognito, KMS or Stripe takes the time that it takes. */
const isCrud = ({ routes, spec: { access } }: FunctionSource): boolean =>
  Object.keys(routes).length > 0 &&
  Boolean(access.table) &&
  !access.llmSecret &&
  !access.cognito &&
  !access.stripeSecret &&
  !access.encryption

/** Three times in a row, so that one slow answer among a few is no alarm. */
const latencyAlarm = (names: string[]): Resource =>
  alarm({
    AlarmDescription: `The slowest hundredth of requests took more than 500 ms for 15 minutes, in one of ${names.join(', ')}`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 500,
    EvaluationPeriods: 3,
    Metrics: [
      { Id: 'slowest', Expression: 'MAX(METRICS())', Label: '99th percentile of the slowest function, ms' },
      ...names.map((name, index) => ({
        Id: `m${index}`,
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: NAMESPACE,
            MetricName: 'Latency',
            Dimensions: [
              { Name: 'Stage', Value: `\${sls:stage}` },
              { Name: 'Function', Value: name },
            ],
          },
          Period: 300,
          Stat: 'p99',
        },
      })),
    ],
  })

const errorAlarm = (names: string[]): Resource =>
  alarm({
    AlarmDescription: `A function failed: one of ${names.join(', ')}`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    Metrics: [
      { Id: 'total', Expression: 'SUM(METRICS())', Label: 'Errors' },
      ...names.map((name, index) => metric(`m${index}`, 'Errors', functionDimension(name), 'Sum')),
    ],
  })

const streamAlarms = (name: string): [string, Resource][] => {
  const prefix = streamMappingName(name).replace('EventSourceMappingDynamodbTable', '')
  return [
    [`${prefix}LagAlarm`, lagAlarm(name)],
    [`${prefix}DeadLettersAlarm`, deadLettersAlarm(name)],
  ]
}

const lagAlarm = (name: string): Resource =>
  alarm({
    AlarmDescription: `${name} is more than five minutes behind the table's stream, which forgets after 24 hours`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 300_000,
    EvaluationPeriods: 2,
    Namespace: 'AWS/Lambda',
    MetricName: 'IteratorAge',
    Dimensions: functionDimension(name),
    Statistic: 'Maximum',
    Period: 300,
  })

const deadLettersAlarm = (name: string): Resource => {
  const mapping = [{ Name: 'EventSourceMappingUUID', Value: { Ref: streamMappingName(name) } }]
  return alarm({
    AlarmDescription: `${name} gave up on records: they are in the failure bucket, or lost`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    Metrics: [
      { Id: 'total', Expression: 'SUM(METRICS())', Label: 'Dead letters' },
      metric('kept', 'OnFailureDestinationDeliveredEventCount', mapping, 'Sum'),
      metric('dropped', 'DroppedEventCount', mapping, 'Sum'),
      metric('undelivered', 'DestinationDeliveryFailures', functionDimension(name), 'Sum'),
    ],
  })
}

/** Until somebody has looked and emptied the queue. */
const failedRunsAlarm = (): Resource =>
  alarm({
    AlarmDescription: 'A job failed for good, or could not be started: its run is in the queue of failed runs',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [failedRunsQueueName, 'QueueName'] } }],
    Statistic: 'Maximum',
    Period: 300,
  })

/** What Lambda gave up on, kept in the failure bucket or, without the right to write there, lost. */
const failedWorkersAlarm = (names: string[]): Resource =>
  alarm({
    AlarmDescription: `A worker failed for good: its payload is in the failure bucket. One of ${names.join(', ')}`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    Metrics: [
      { Id: 'total', Expression: 'SUM(METRICS())', Label: 'Failed workers' },
      ...names.flatMap((name, index) => [
        metric(`dropped${index}`, 'AsyncEventsDropped', functionDimension(name), 'Sum'),
        metric(`undelivered${index}`, 'DestinationDeliveryFailures', functionDimension(name), 'Sum'),
      ]),
    ],
  })

const functionDimension = (name: string): Resource[] => [
  { Name: 'FunctionName', Value: { Ref: functionLogicalId(name) } },
]

const metric = (Id: string, MetricName: string, Dimensions: Resource[], Stat: string): Resource => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period: 300, Stat },
})

const alarm = (properties: Resource): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { ...properties, TreatMissingData: 'notBreaching', AlarmActions: [{ Ref: 'AlarmTopic' }] },
})
