import type { FunctionSpec, StreamSpec } from '../../lib/platform/http/function-spec.ts'
import type { Route } from '../../lib/platform/http/route.ts'
import { servedPaths } from '../../lib/platform/http/router.ts'
import type { FunctionSource } from './load-functions.ts'
import { roleName } from './names.ts'
import { fallbackFunction } from './paths.ts'

type Event = Record<string, unknown>

/** The `functions:` part of serverless.yml: explicit routes, a role each, and only the variables each one reads. */
export const functionsConfig = (functions: FunctionSource[]): Record<string, unknown> =>
  Object.fromEntries(functions.map((source) => [source.name, functionConfig(source)]))

const functionConfig = ({ name, routes, spec }: FunctionSource): Record<string, unknown> => ({
  handler: `functions/${name}/handler.handler`,
  description: spec.description,
  role: roleName(name),
  ...(spec.memorySize && { memorySize: spec.memorySize }),
  ...(spec.timeout && { timeout: spec.timeout }),
  ...(spec.files && { package: { patterns: spec.files } }),
  environment: environment(spec),
  events: [
    ...Object.values(routes).flatMap(routeEvents),
    ...(name === fallbackFunction ? [{ httpApi: '*' }] : []),
    ...(spec.stream ? [streamEvent(spec.stream)] : []),
    ...(spec.schedule ?? []).map(({ rate, ...rest }) => ({ schedule: { rate: [rate], ...rest } })),
  ],
})

const routeEvents = (route: Route): Event[] =>
  servedPaths(route).map((path) => ({
    httpApi: {
      method: route.method,
      path,
      ...(route.auth !== 'public' && { authorizer: { name: 'jwt' } }),
    },
  }))

/** One shard is read by one invocation at a time, so events of a person arrive in order; a poison record is cut out by bisecting. */
const streamEvent = (stream: StreamSpec): Event => ({
  stream: {
    type: 'dynamodb',
    arn: `\${param:streamArn}`,
    startingPosition: 'TRIM_HORIZON',
    batchSize: stream.batchSize,
    batchWindow: stream.batchWindow,
    parallelizationFactor: 1,
    maximumRetryAttempts: stream.maximumRetryAttempts,
    bisectBatchOnFunctionError: true,
    functionResponseType: 'ReportBatchItemFailures',
    ...(stream.filterPatterns && { filterPatterns: stream.filterPatterns }),
  },
})

/** On top of what serverless.yml gives every function. */
const environment = ({ access }: FunctionSpec): Record<string, string> => ({
  ...(access.archive && { ARCHIVE_BUCKET: `\${param:archiveBucket}` }),
  ...(access.llmSecret && { LLM_SECRET_ID: `\${param:llmSecretId}` }),
})
