import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gatewayRoutes } from '../../infra/generate/gateway-routes.ts'
import { loadFunctions } from '../../infra/generate/load-functions.ts'
import { functionLogicalId, roleName, streamMappingName } from '../../infra/generate/names.ts'
import { METRICS, type MetricName } from '../../lib/platform/log/metrics.ts'
import { ofType, packagedTemplate } from '../support/template.ts'

const functions = await loadFunctions(join(import.meta.dirname, '../../functions'))
const prod = packagedTemplate('prod')
const dev = packagedTemplate('dev')
const names = functions.map(({ name }) => name)
const streams = functions.filter(({ spec }) => spec.stream).map(({ name }) => name)
const property = (id: string, name: string): unknown => prod.Resources[id]?.Properties[name]

type Route = { RouteKey: string; AuthorizationType?: string; AuthorizerId?: unknown }
const routes = new Map(
  ofType(prod, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const route = Properties as Route
    return [route.RouteKey, route]
  }),
)

describe('functions', () => {
  test('there is one Lambda per folder of functions/', () => {
    const deployed = ofType(prod, 'AWS::Lambda::Function').map(([id]) => id)
    expect(deployed.sort()).toEqual(names.map(functionLogicalId).sort())
  })

  test('all run on Node 24 and arm64, and answer before the gateway gives up', () => {
    for (const [, { Properties }] of ofType(prod, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
    for (const { name, routes: served } of functions) {
      if (Object.keys(served).length > 0) expect(property(functionLogicalId(name), 'Timeout')).toBeLessThan(30)
    }
  })

  test('no old versions are kept: each would count against the stack and the account', () => {
    expect(ofType(prod, 'AWS::Lambda::Version')).toEqual([])
  })

  test('only functions that use the archive, files, a secret or data keys are told where they are', () => {
    for (const { name, spec } of functions) {
      const { Variables } = property(functionLogicalId(name), 'Environment') as { Variables: object }
      const keys = Object.keys(Variables)
      expect([name, keys.includes('ARCHIVE_BUCKET')]).toEqual([name, Boolean(spec.access.archive)])
      expect([name, keys.includes('FILES_BUCKET')]).toEqual([name, Boolean(spec.access.files)])
      expect([name, keys.includes('LLM_SECRET_ID')]).toEqual([name, Boolean(spec.access.llmSecret)])
      expect([name, keys.includes('STRIPE_SECRET_ID')]).toEqual([name, Boolean(spec.access.stripeSecret)])
      expect([name, keys.includes('GOOGLE_SECRET_ID')]).toEqual([name, Boolean(spec.access.calendarSecrets)])
      expect([name, keys.includes('MICROSOFT_SECRET_ID')]).toEqual([name, Boolean(spec.access.calendarSecrets)])
      expect([name, keys.includes('DATA_KEY_ID')]).toEqual([name, Boolean(spec.access.encryption)])
    }
  })

  test('all know whether plans are sold, what the API is called, and in prod no way around the outbound guard', () => {
    for (const { name } of functions) {
      const { Variables } = property(functionLogicalId(name), 'Environment') as { Variables: object }
      expect(Variables).toMatchObject({
        BILLING: 'off',
        DEFAULT_TIER: 'enterprise',
        PUBLIC_BASE_URL: { 'Fn::Sub': expect.stringContaining(`https://\${HttpApi}.execute-api.`) },
        OUTBOUND_ALLOW: '',
      })
    }
  })

  test('every log is forgotten after 30 days', () => {
    const groups = ofType(prod, 'AWS::Logs::LogGroup')
    expect(groups.map(([id]) => id).sort()).toEqual(['FunctionsLogGroup', 'HttpApiLogGroup'])
    for (const name of names)
      expect(property(functionLogicalId(name), 'LoggingConfig')).toEqual({ LogGroup: '/lifeos/prod/functions' })
    expect(property('FunctionsLogGroup', 'LogGroupName')).toBe('/lifeos/prod/functions')
    for (const [id, { Properties }] of groups) expect([id, Properties.RetentionInDays]).toEqual([id, 30])
  })
})

describe('the API', () => {
  test('has the routes generated from the route tables, and a fallback', () => {
    const expected = gatewayRoutes(functions).map(({ method, path }) => `${method} ${path}`)
    expect([...routes.keys()].sort()).toEqual([...expected, '$default'].sort())
  })

  test('no route takes any method: CORS preflight must not need a token', () => {
    expect([...routes.keys()].filter((key) => key.startsWith('ANY ') || key.startsWith('OPTIONS '))).toEqual([])
  })

  test('every route asks for a token of our pool unless it holds public operations only', () => {
    for (const { method, path, public: open } of gatewayRoutes(functions)) {
      const { AuthorizationType, AuthorizerId } = routes.get(`${method} ${path}`) ?? {}
      const authorizer = { Ref: 'HttpApiAuthorizerJwt' }
      expect([path, AuthorizationType, AuthorizerId]).toEqual(
        open ? [path, undefined, undefined] : [path, 'JWT', authorizer],
      )
    }
  })

  test('tokens must be of our pool and for our client', () => {
    expect(property('HttpApiAuthorizerJwt', 'JwtConfiguration')).toEqual({
      Audience: [{ Ref: 'UserPoolClient' }],
      Issuer: { 'Fn::Sub': `https://cognito-idp.\${AWS::Region}.amazonaws.com/\${UserPool}` },
    })
  })

  test('browsers may send and read what clients use, from listed origins only', () => {
    const cors = property('HttpApi', 'CorsConfiguration') as Record<string, string[]>
    expect(cors.AllowMethods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']))
    expect(cors.AllowHeaders).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-request-id']),
    )
    expect(cors.ExposeHeaders).toEqual(expect.arrayContaining(['ETag', 'X-Request-Id', 'Retry-After']))
    expect(cors.AllowOrigins).not.toContain('*')
  })

  test('calls are throttled for the whole stage', () => {
    expect(property('HttpApiStage', 'DefaultRouteSettings')).toMatchObject({
      ThrottlingBurstLimit: expect.any(Number),
      ThrottlingRateLimit: expect.any(Number),
    })
  })

  test('the access log is JSON without a header, a query string or a path', () => {
    const { Format } = property('HttpApiStage', 'AccessLogSettings') as { Format: string }
    expect(Object.keys(JSON.parse(Format))).toContain('route')
    expect(Format).not.toMatch(/header|authorization\b|querystring|\$context\.path|claims/i)
  })
})

describe('the stack', () => {
  test('stays under 450 of 500 resources with 250 routes and 30 functions', () => {
    const perFunction = 3 // function, role, integration
    const fixed = Object.keys(prod.Resources).length - routes.size - perFunction * names.length
    const total = fixed + Math.max(250, routes.size) + perFunction * Math.max(30, names.length)
    expect(total).toBeLessThanOrEqual(450)
  })

  test('the key that wraps data keys is rotated, and kept with the data of every stage but dev', () => {
    const keyOf = ({ Resources }: typeof prod) => Resources.DataKey
    expect(keyOf(prod)).toMatchObject({
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 },
    })
    expect(keyOf(dev)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { PendingWindowInDays: 7 } })
    expect(property('DataKeyAlias', 'AliasName')).toBe('alias/lifeos-prod-data')
    expect(property('DataKeyAlias', 'TargetKeyId')).toEqual({ Ref: 'DataKey' })
  })

  test('nobody uses that key without saying for whom', () => {
    const { Statement } = property('DataKey', 'KeyPolicy') as { Statement: { Effect: string }[] }
    expect(Statement.find(({ Effect }) => Effect === 'Deny')).toMatchObject({
      Principal: '*',
      Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
      Condition: { Null: { 'kms:EncryptionContext:userId': 'true' } },
    })
  })

  test('stays under the 300 routes an HTTP API may have by default', () => {
    expect(routes.size).toBeLessThanOrEqual(300)
  })

  test('the table can be restored to any second, expires items, and streams both images', () => {
    expect(prod.Resources.Table?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { SSEEnabled: true },
    })
  })

  test('the table cannot be deleted by a slip outside dev', () => {
    expect(property('Table', 'DeletionProtectionEnabled')).toBe(true)
    expect(dev.Resources.Table?.Properties.DeletionProtectionEnabled).toBe(false)
    expect(prod.Resources.Table?.DeletionPolicy).toBe('Retain')
    expect(prod.Resources.ArchiveBucket?.DeletionPolicy).toBe('Retain')
  })
})

describe('streams', () => {
  test.each(streams)('%s retries a finite number of times, bisects, and keeps what it gave up on', (name) => {
    expect(prod.Resources[streamMappingName(name)]?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureBucket', 'Arn'] } } },
      MetricsConfig: { Metrics: ['EventCount'] },
    })
    const retries = property(streamMappingName(name), 'MaximumRetryAttempts')
    expect(retries).toBeGreaterThan(0)
    expect(retries).toBeLessThanOrEqual(100)
  })

  test('a stream has at most two readers: more than two are throttled', () => {
    expect(streams.length).toBeLessThanOrEqual(2)
  })
})

describe('alarms', () => {
  const alarms = ofType(prod, 'AWS::CloudWatch::Alarm')
  const text = (id: string): string => JSON.stringify(prod.Resources[id] ?? null)

  test('all go to the topic', () => {
    expect(alarms.length).toBeGreaterThan(0)
    for (const [, { Properties }] of alarms) expect(Properties.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }])
  })

  test('errors of every function raise one', () => {
    const watching = alarms.filter(([id]) => id.startsWith('FunctionErrorsAlarm')).map(([id]) => text(id))
    for (const name of names) {
      expect([name, watching.filter((alarm) => alarm.includes(`"${functionLogicalId(name)}"`)).length]).toEqual([
        name,
        1,
      ])
    }
  })

  test('slow answers raise one, of every function that works on the table alone', () => {
    const watching = alarms.filter(([id]) => id.startsWith('LatencyAlarm'))
    for (const [, { Properties }] of watching)
      expect(Properties).toMatchObject({ Threshold: 500, ComparisonOperator: 'GreaterThanThreshold' })
    const watched = watching.flatMap(([, { Properties }]) =>
      (Properties.Metrics as { MetricStat?: { Stat: string; Metric: { Dimensions: unknown[] } } }[]).flatMap(
        ({ MetricStat }) => (MetricStat ? [[MetricStat.Stat, MetricStat.Metric.Dimensions]] : []),
      ),
    )
    const crud = functions.filter(
      ({ routes: served, spec: { access } }) =>
        Object.keys(served).length > 0 &&
        access.table &&
        !access.llmSecret &&
        !access.cognito &&
        !access.stripeSecret &&
        !access.encryption,
    )
    expect(crud.length).toBeGreaterThan(10)
    expect(watched).toEqual(
      crud.map(({ name }) => [
        'p99',
        [
          { Name: 'Stage', Value: 'prod' },
          { Name: 'Function', Value: name },
        ],
      ]),
    )
  })

  test('an error rate above 0.1 % raises one, but not of a handful of requests', () => {
    expect(prod.Resources.ErrorRateAlarm?.Properties).toMatchObject({
      Threshold: 0.1,
      ComparisonOperator: 'GreaterThanThreshold',
    })
    expect(text('ErrorRateAlarm')).toContain('IF(requests >= 1000, 100 * errors / requests, 0)')
  })

  test('what models cost raises one above the limit of a day, and at a pace above that of a month', () => {
    expect(prod.Resources.ModelCostDayAlarm?.Properties).toMatchObject({
      MetricName: 'ModelCost',
      Statistic: 'Sum',
      Period: 86_400,
      Threshold: '250',
      Dimensions: [{ Name: 'Stage', Value: 'prod' }],
    })
    expect(prod.Resources.ModelCostMonthAlarm?.Properties).toMatchObject({ Threshold: '5000' })
    expect(text('ModelCostMonthAlarm')).toContain('"Expression":"cost * 31 / 7"')
    expect(text('ModelCostMonthAlarm')).toContain('"Period":604800')
  })

  test('metrics that alarms and the dashboard name are those that functions write, with their dimensions', () => {
    const everything = JSON.stringify(prod.Resources)
    const named = [...everything.matchAll(/"Namespace":"LifeOS","MetricName":"(\w+)","Dimensions":(\[.*?\])/g)]
    expect(named.length).toBeGreaterThan(10)
    for (const [, metric = '', dimensions = ''] of named) {
      const names = [...dimensions.matchAll(/"Name":"(\w+)"/g)].map(([, name]) => name)
      expect([metric, names]).toEqual([metric, METRICS[metric as MetricName]?.dimensions])
    }
    const searched = [...everything.matchAll(/SEARCH\('\{LifeOS,([\w,]+)\} MetricName=\\+"(\w+)/g)]
    expect(searched.length).toBeGreaterThan(4)
    for (const [, dimensions = '', metric = ''] of searched)
      expect([metric, dimensions.split(',')]).toEqual([metric, METRICS[metric as MetricName]?.dimensions])
  })

  test('an alarm looks back at most seven days, as CloudWatch does', () => {
    for (const [id, { Properties }] of alarms) {
      const periods = [...JSON.stringify(Properties).matchAll(/"Period":(\d+)/g)].map(([, period]) => Number(period))
      expect([id, Math.max(...periods) * Number(Properties.EvaluationPeriods) <= 604_800]).toEqual([id, true])
    }
  })

  test('an alarm holds at most the ten metrics that CloudWatch takes', () => {
    for (const [id, { Properties }] of alarms) {
      const metrics = ((Properties.Metrics ?? []) as { MetricStat?: object }[]).filter(({ MetricStat }) => MetricStat)
      expect([id, metrics.length <= 10]).toEqual([id, true])
    }
  })

  test('so do throttles and 5xx answers of the API', () => {
    expect(prod.Resources.ThrottlesAlarm?.Properties).toMatchObject({ MetricName: 'Throttles', Threshold: 0 })
    expect(prod.Resources.Api5xxAlarm?.Properties).toMatchObject({ MetricName: '5xx', Namespace: 'AWS/ApiGateway' })
  })

  test.each(streams)('so do lag and dead letters of %s', (name) => {
    const prefix = roleName(name).replace(/Role$/, '')
    expect(prod.Resources[`${prefix}LagAlarm`]?.Properties.MetricName).toBe('IteratorAge')
    expect(text(`${prefix}DeadLettersAlarm`)).toContain('OnFailureDestinationDeliveredEventCount')
  })
})

describe('the dashboard', () => {
  type Widget = { x: number; y: number; width: number; properties: { title: string; metrics: unknown[] } }
  const { Type, Properties } = prod.Resources.Dashboard ?? { Type: '', Properties: {} }
  const { 'Fn::Sub': text } = Properties.DashboardBody as { 'Fn::Sub': string }
  const { widgets } = JSON.parse(text) as { widgets: Widget[] }

  test('is one, with a graph for latency, failures, throttles, cold starts, model cost, breakers and the stream', () => {
    expect(Type).toBe('AWS::CloudWatch::Dashboard')
    expect(text).toContain('"prod')
    for (const metric of ['Latency', 'Errors', 'Throttled', 'ColdStarts', 'ModelCost', 'ProviderOpen', 'IteratorAge'])
      expect(text).toContain(metric)
    expect(new Set(widgets.map(({ x, y }) => `${x},${y}`)).size).toBe(widgets.length)
  })

  test('refers to resources that are there', () => {
    const references = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, id]) => id ?? '')
    expect(references.length).toBeGreaterThan(0)
    for (const id of references) expect(Object.keys(prod.Resources)).toContain(id)
  })
})
