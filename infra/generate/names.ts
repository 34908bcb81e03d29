/** Logical ids as osls derives them from a function's name ('event-archive' -> 'EventDasharchive'). */
const normalized = (name: string): string => {
  const dashed = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore')
  return dashed.charAt(0).toUpperCase() + dashed.slice(1)
}

export const roleName = (name: string): string => `${normalized(name)}Role`
export const logGroupName = (name: string): string => `${normalized(name)}LogGroup`
export const functionLogicalId = (name: string): string => `${normalized(name)}LambdaFunction`
export const streamMappingName = (name: string): string => `${normalized(name)}EventSourceMappingDynamodbTable`
