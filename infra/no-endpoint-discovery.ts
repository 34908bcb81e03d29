// Stands in for @aws-sdk/middleware-endpoint-discovery in the bundles (infra/bundle.yml): DynamoDB's client sets it up,
// with a cache of its own, for operations that this project does not use.
const unset = () => undefined
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: unset,
  configFileSelector: unset,
  default: undefined,
}
export const resolveEndpointDiscoveryConfig = <T>(input: T): T => input
