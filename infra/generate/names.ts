/** Logical ids as osls derives them from a function's name ('event-archive' -> 'EventDasharchive'). */
const normalized = (name: string): string => {
  const dashed = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore')
  return dashed.charAt(0).toUpperCase() + dashed.slice(1)
}

export const roleName = (name: string): string => `${normalized(name)}Role`
/** infra/gateway-role.cjs gives it to the gateway. */
export const gatewayRoleName = 'GatewayRole'
/** The role in which EventBridge calls functions and stores the runs that it could not start. */
export const schedulerRoleName = 'SchedulerRole'
/** Runs of jobs that failed for good. */
export const failedRunsQueueName = 'FailedRunsQueue'
export const scheduleName = (name: string): string => `${normalized(name)}Schedule`
export const failedRunsName = (name: string): string => `${normalized(name)}FailedRuns`
/** What Lambda does with invocations that nobody waits for. */
export const invocationsName = (name: string): string => `${normalized(name)}Invocations`
/** infra/logs.yml defines it: what all functions write to, each in streams of its own. */
export const functionsLogGroupName = 'FunctionsLogGroup'
export const functionLogicalId = (name: string): string => `${normalized(name)}LambdaFunction`
export const streamMappingName = (name: string): string => `${normalized(name)}EventSourceMappingDynamodbTable`

/** 'GET /api/v1/tasks/{proxy+}' -> 'HttpApiRouteGetApiV1TasksProxyVar'. */
export const gatewayRouteName = (method: string, path: string): string =>
  `HttpApiRoute${`${method} ${path}`.split('/').map(pathPart).join('')}`

const pathPart = (part: string): string => {
  const text = part
    .toLowerCase()
    .replaceAll('-', 'Dash')
    .replace(/\{(.*)\}/, '$1Var')
    .replaceAll(/[^0-9A-Za-z]/g, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
