import type { GatewayRoute } from './gateway-routes.ts'
import { gatewayRouteName } from './names.ts'

/**
 * The gateway's limits of single operations, which the stage keeps by route key. It has to be made after those routes:
 * CloudFormation does not see that it names them.
 */
export const throttlesTemplate = (routes: GatewayRoute[]): Record<string, unknown> => {
  const settings = routes.flatMap(({ method, path, throttle }) =>
    throttle
      ? [
          {
            id: gatewayRouteName(method, path),
            key: `${method} ${path}`,
            limits: { ThrottlingRateLimit: throttle.requestsPerSecond, ThrottlingBurstLimit: throttle.burst },
          },
        ]
      : [],
  )
  if (settings.length === 0) return { extensions: {} }
  return {
    extensions: {
      HttpApiStage: {
        Properties: { RouteSettings: Object.fromEntries(settings.map(({ key, limits }) => [key, limits])) },
        DependsOn: settings.map(({ id }) => id),
      },
    },
  }
}
