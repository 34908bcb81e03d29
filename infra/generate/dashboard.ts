import { NAMESPACE } from '../../lib/platform/log/metrics.ts'
import type { FunctionSource } from './load-functions.ts'
import { functionLogicalId } from './names.ts'

type Widget = Record<string, unknown>
type Graph = { title: string; metrics: unknown[][]; stat: string; period?: number; label?: string }

const STAGE = `\${sls:stage}`
/** CloudWatch's grid is 24 wide. */
const WIDTH = 8
const HEIGHT = 6

/** One dashboard of a stage: how the functions answer, what models cost, and how far the stream is behind. */
export const dashboardTemplate = (functions: FunctionSource[]): Record<string, unknown> => ({
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `lifeos-${STAGE}`,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: [...graphs, streamAge(functions)].map(widget) }) },
      },
    },
  },
})

/** Finds functions by itself, so that a new one needs no line here. */
const ofEach = (metric: string, stat: string, dimension = 'Function'): unknown[][] => [
  [
    {
      expression: `SEARCH('{${NAMESPACE},Stage,${dimension}} MetricName="${metric}" Stage="${STAGE}"', '${stat}')`,
      label: `\${!PROP('Dim.${dimension}')}`,
      id: 'each',
    },
  ],
]
const ofApi = (metric: string): unknown[] => ['AWS/ApiGateway', metric, 'ApiId', `\${HttpApi}`]
const ofTable = (metric: string): unknown[] => ['AWS/DynamoDB', metric, 'TableName', `\${Table}`]

const graphs: Graph[] = [
  { title: 'Latency, 99th percentile', metrics: ofEach('Latency', 'p99'), stat: 'p99', label: 'ms' },
  { title: 'Requests', metrics: ofEach('Latency', 'SampleCount'), stat: 'SampleCount' },
  { title: 'Requests and failures at the gateway', metrics: ['Count', '4xx', '5xx'].map(ofApi), stat: 'Sum' },
  { title: 'Answers with 5xx', metrics: ofEach('Errors', 'Sum'), stat: 'Sum' },
  { title: 'Answers with 429', metrics: ofEach('Throttled', 'Sum'), stat: 'Sum' },
  { title: 'Cold starts', metrics: ofEach('ColdStarts', 'Sum'), stat: 'Sum' },
  {
    title: 'Models, dollars a day',
    metrics: [[NAMESPACE, 'ModelCost', 'Stage', STAGE]],
    stat: 'Sum',
    period: 86_400,
    label: 'USD',
  },
  { title: 'Circuit breakers that opened', metrics: ofEach('ProviderOpen', 'Sum', 'Provider'), stat: 'Sum' },
  { title: 'Calls that Lambda throttled', metrics: [['AWS/Lambda', 'Throttles']], stat: 'Sum' },
  {
    title: 'Capacity of the table',
    metrics: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map(ofTable),
    stat: 'Sum',
  },
  {
    title: 'Throttled requests to the table',
    metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'].map(ofTable),
    stat: 'Sum',
  },
]

const streamAge = (functions: FunctionSource[]): Graph => ({
  title: 'Age of the stream',
  metrics: functions
    .filter(({ spec }) => spec.stream)
    .map(({ name }) => ['AWS/Lambda', 'IteratorAge', 'FunctionName', `\${${functionLogicalId(name)}}`]),
  stat: 'Maximum',
  label: 'ms',
})

const widget = ({ title, metrics, stat, period = 300, label }: Graph, index: number): Widget => ({
  type: 'metric',
  x: (index * WIDTH) % 24,
  y: Math.floor((index * WIDTH) / 24) * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: {
    title,
    metrics,
    stat,
    period,
    region: `\${AWS::Region}`,
    view: 'timeSeries',
    yAxis: { left: { min: 0, ...(label && { label, showUnits: false }) } },
  },
})
