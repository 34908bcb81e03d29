import type { FunctionSpec, StreamSpec } from '../../lib/platform/deployment/function-spec.ts'
import { type GatewayRoute, gatewayRoutes } from './gateway-routes.ts'
import type { FunctionSource } from './load-functions.ts'
import { roleName } from './names.ts'
import { fallbackFunction } from './paths.ts'

type Event = Record<string, unknown>

/** The `functions:` part of serverless.yml: gateway routes, a role each, and only the variables each one reads. */
export const functionsConfig = (functions: FunctionSource[]): Record<string, unknown> => {
  const routes = gatewayRoutes(functions)
  return Object.fromEntries(
    functions.map(({ name, spec }) => [
      name,
      functionConfig(
        name,
        spec,
        routes.filter(({ functionName }) => functionName === name),
      ),
    ]),
  )
}

const functionConfig = (name: string, spec: FunctionSpec, routes: GatewayRoute[]): Record<string, unknown> => ({
  handler: `functions/${name}/handler.handler`,
  description: spec.description,
  role: roleName(name),
  disableLogs: true, // no log group of its own: infra/logs.yml
  ...(spec.memorySize && { memorySize: spec.memorySize }),
  ...(spec.timeout && { timeout: spec.timeout }),
  ...(spec.files && { package: { patterns: spec.files } }),
  environment: environment(spec),
  events: [
    ...routes.map(routeEvent),
    ...(name === fallbackFunction ? [{ httpApi: '*' }] : []),
    ...(spec.stream ? [streamEvent(spec.stream)] : []),
  ],
})

const routeEvent = ({ method, path, public: open }: GatewayRoute): Event => ({
  httpApi: { method, path, ...(!open && { authorizer: { name: 'jwt' } }) },
})

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
  ...(access.files && { FILES_BUCKET: `\${param:filesBucket}` }),
  ...(access.llmSecret && { LLM_SECRET_ID: `\${param:llmSecretId}` }),
  ...(access.encryption && { DATA_KEY_ID: `\${param:dataKeyId}` }),
  ...(access.stripeSecret && {
    STRIPE_SECRET_ID: `\${param:stripeSecretId}`,
    STRIPE_API_BASE: `\${param:stripeApiBase}`,
    BILLING_TRIAL_DAYS: `\${param:billingTrialDays}`,
  }),
  ...(access.calendarSecrets && {
    GOOGLE_SECRET_ID: `\${param:googleSecretId}`,
    GOOGLE_AUTH_BASE: `\${param:googleAuthBase}`,
    GOOGLE_TOKEN_BASE: `\${param:googleTokenBase}`,
    GOOGLE_API_BASE: `\${param:googleApiBase}`,
    MICROSOFT_SECRET_ID: `\${param:microsoftSecretId}`,
    MICROSOFT_LOGIN_BASE: `\${param:microsoftLoginBase}`,
    MICROSOFT_GRAPH_BASE: `\${param:microsoftGraphBase}`,
  }),
})
