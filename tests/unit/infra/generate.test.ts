import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { alarmsTemplate } from '../../../infra/generate/alarms.ts'
import { functionsConfig } from '../../../infra/generate/functions.ts'
import { rolesTemplate, unsignedCognitoActions } from '../../../infra/generate/iam.ts'
import { type FunctionSource, loadFunctions } from '../../../infra/generate/load-functions.ts'
import { openApiDocument } from '../../../infra/generate/openapi.ts'
import { assertDistinctRoutes } from '../../../infra/generate/paths.ts'
import { schedulesTemplate } from '../../../infra/generate/schedules.ts'
import type { RouteTable } from '../../../lib/platform/http/route.ts'

const Thing = z.object({ id: z.string(), size: z.int().default(3), at: z.iso.datetime() }).meta({ id: 'Thing' })

const routes = {
  listThings: {
    method: 'GET',
    path: '/things',
    summary: 'List things',
    query: z.object({ page: z.coerce.number().int().optional() }),
    status: 200,
    response: z.array(Thing),
    underUser: true,
  },
  createThing: {
    method: 'POST',
    path: '/things',
    summary: 'Create a thing',
    body: Thing,
    status: 201,
    response: Thing,
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    summary: 'Health',
    auth: 'public',
    status: 200,
    response: z.object({ status: z.string() }),
  },
} satisfies RouteTable

const source = (name: string, more: Partial<FunctionSource> = {}): FunctionSource => ({
  name,
  routes: {},
  spec: { description: name, access: { table: ['read'] } },
  ...more,
})
const things = source('things', { routes })

type Generated = Record<string, { events: { httpApi: unknown }[] }>

describe('functions.yml', () => {
  test('a gateway route becomes an event, with the authorizer unless it is public', () => {
    const { things: config } = functionsConfig([things]) as Generated
    expect(config?.events.map(({ httpApi }) => httpApi)).toEqual([
      { method: 'GET', path: '/api/v1/things', authorizer: { name: 'jwt' } },
      { method: 'GET', path: '/api/v1/{userId}/things', authorizer: { name: 'jwt' } },
      { method: 'GET', path: '/api/v1/health' },
      { method: 'POST', path: '/api/v1/things', authorizer: { name: 'jwt' } },
    ])
  })

  test('what no route matches goes to meta', () => {
    const { meta } = functionsConfig([source('meta')]) as Generated
    expect(meta?.events).toEqual([{ httpApi: '*' }])
  })
})

describe('a function that seals secrets of people', () => {
  const spec = {
    description: 'Connections',
    access: { table: ['read' as const, 'write' as const], encryption: true as const },
  }
  const connections = source('connections', { spec })

  test('is told the key that wraps data keys, and no other function is', () => {
    const config = functionsConfig([connections, things]) as Record<string, { environment: object }>
    expect(config.connections?.environment).toEqual({ DATA_KEY_ID: `\${param:dataKeyId}` })
    expect(config.things?.environment).toEqual({})
  })

  test('may make and decrypt data keys with that key alone, of a person of its stage alone', () => {
    const [, ...statements] = JSON.parse(JSON.stringify(rolesTemplate([connections]))).Resources.ConnectionsRole
      .Properties.Policies[0].PolicyDocument.Statement
    expect(
      statements.filter(({ Action }: { Action: string[] }) => Action.some((one) => one.startsWith('kms:'))),
    ).toEqual([
      {
        Sid: 'DataKeys',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': ['DataKey', 'Arn'] },
        Condition: {
          StringEquals: { 'kms:EncryptionContext:stage': `\${sls:stage}` },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['stage', 'userId'] },
          Null: { 'kms:EncryptionContext:userId': 'false' },
        },
      },
    ])
    expect(JSON.stringify(rolesTemplate([things]))).not.toContain('kms:')
  })

  test('raises no alarm for slow answers: KMS takes the time that it takes', () => {
    const served = source('connections', { routes, spec })
    expect(JSON.stringify(alarmsTemplate([served, things]))).toMatch(
      /more than 500 ms for 15 minutes, in one of things"/,
    )
  })
})

describe('a stream function', () => {
  const spec = {
    description: 'Archive',
    access: { archive: 'write' as const },
    stream: { batchSize: 500, batchWindow: 5, maximumRetryAttempts: 5, filterPatterns: [{ eventName: ['INSERT'] }] },
  }
  const archive = source('event-archive', { spec })

  test('reads the stream in order, bisects, and retries a finite number of times', () => {
    const { 'event-archive': config } = functionsConfig([archive]) as Record<string, { events: { stream: object }[] }>
    expect(config?.events).toEqual([
      {
        stream: {
          type: 'dynamodb',
          arn: `\${param:streamArn}`,
          startingPosition: 'TRIM_HORIZON',
          batchSize: 500,
          batchWindow: 5,
          parallelizationFactor: 1,
          maximumRetryAttempts: 5,
          bisectBatchOnFunctionError: true,
          functionResponseType: 'ReportBatchItemFailures',
          filterPatterns: [{ eventName: ['INSERT'] }],
        },
      },
    ])
  })

  test('may read the stream, write events, and put down what it gave up on: nothing of the table', () => {
    const text = JSON.stringify(rolesTemplate([archive]))
    expect(text).toContain('"dynamodb:GetRecords"')
    expect(text).toContain(`\${ArchiveBucket.Arn}/events/*`)
    expect(text).toContain(`\${FailureBucket.Arn}/aws/lambda/*`)
    expect(text).not.toMatch(/dynamodb:(GetItem|PutItem|Query)/)
  })

  test('raises an alarm for lag and one for dead letters, which go to S3', () => {
    const { Resources, extensions } = alarmsTemplate([archive]) as Record<string, object>
    expect(Object.keys(Resources ?? {})).toEqual([
      'FunctionErrorsAlarm1',
      'EventDasharchiveLagAlarm',
      'EventDasharchiveDeadLettersAlarm',
    ])
    expect(extensions).toHaveProperty(
      ['EventDasharchiveEventSourceMappingDynamodbTable', 'Properties', 'DestinationConfig'],
      { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureBucket', 'Arn'] } } },
    )
  })
})

describe('a scheduled function', () => {
  const schedule = { name: 'sync-due', expression: 'rate(15 minutes)', description: 'Syncs what is due' } as const
  const sync = source('calendar-sync', { spec: { description: '', access: { table: ['read'] }, schedule } })
  const { Resources } = schedulesTemplate([things, sync])

  test('is started by a schedule that puts down in the queue what it could not start', () => {
    expect(Resources.CalendarDashsyncSchedule).toEqual({
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: `lifeos-\${sls:stage}-sync-due`,
        Description: 'Syncs what is due',
        ScheduleExpression: 'rate(15 minutes)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': ['CalendarDashsyncLambdaFunction', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
          Input: '{"job":"sync-due"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailedRunsQueue', 'Arn'] } },
        },
      },
    })
  })

  test('has a run that failed repeated twice and then put into the queue, by its own role', () => {
    expect(Resources.CalendarDashsyncFailedRuns?.Properties).toMatchObject({
      FunctionName: { Ref: 'CalendarDashsyncLambdaFunction' },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailedRunsQueue', 'Arn'] } } },
    })
    const { Resources: roles } = rolesTemplate([things, sync]) as { Resources: Record<string, object> }
    const send = { Action: ['sqs:SendMessage'], Resource: { 'Fn::GetAtt': ['FailedRunsQueue', 'Arn'] } }
    expect(JSON.stringify(roles.CalendarDashsyncRole)).toContain(JSON.stringify(send).slice(1, -1))
    expect(JSON.stringify(roles.ThingsRole)).not.toContain('sqs:')
  })

  test('is called in a role that schedules of this account alone may take, and that may call nothing else', () => {
    const { Resources: roles } = rolesTemplate([things, sync]) as { Resources: Record<string, object> }
    expect(roles.SchedulerRole).toMatchObject({
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Principal: { Service: 'scheduler.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                {
                  Action: ['lambda:InvokeFunction'],
                  Resource: [{ 'Fn::GetAtt': ['CalendarDashsyncLambdaFunction', 'Arn'] }],
                },
                { Action: ['sqs:SendMessage'], Resource: { 'Fn::GetAtt': ['FailedRunsQueue', 'Arn'] } },
              ],
            },
          },
        ],
      },
    })
  })

  test('shares one encrypted queue that keeps two weeks, and one alarm while anything is in it', () => {
    expect(Resources.FailedRunsQueue).toEqual({
      Type: 'AWS::SQS::Queue',
      Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 },
    })
    const { Resources: alarms } = alarmsTemplate([things, sync]) as { Resources: Record<string, object> }
    expect(alarms.FailedRunsAlarm).toMatchObject({
      Properties: {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['FailedRunsQueue', 'QueueName'] } }],
        Threshold: 0,
        AlarmActions: [{ Ref: 'AlarmTopic' }],
      },
    })
  })

  test('has no event of the framework’s, which the local gateway would fire too', () => {
    const { 'calendar-sync': config } = functionsConfig([sync]) as Record<string, { events: object[] }>
    expect(config?.events).toEqual([])
  })

  test('has a job of its own: two of one name are refused', () => {
    expect(() => schedulesTemplate([sync, { ...sync, name: 'other' }])).toThrow('Two jobs are named sync-due')
  })

  test('is all there is the queue for', () => {
    expect(schedulesTemplate([things])).toEqual({ Resources: {} })
    expect(JSON.stringify([rolesTemplate([things]), alarmsTemplate([things])])).not.toMatch(/SchedulerRole|FailedRuns/)
  })
})

describe('route tables', () => {
  test('two routes that differ in a parameter name only are refused, and both owners named', () => {
    const read = { ...routes.getHealth, path: '/things/{thingId}' }
    const other = source('other', { routes: { getIt: { ...read, path: '/things/{id}' } } })
    expect(() => assertDistinctRoutes([source('things', { routes: { getThing: read } }), other])).toThrow(
      'GET /api/v1/things/{} belongs to both things.getThing and other.getIt',
    )
  })

  test('an operation id is used once', () => {
    const other = source('other', { routes: { getHealth: { ...routes.getHealth, path: '/other' } } })
    expect(() => assertDistinctRoutes([things, other])).toThrow('operation getHealth belongs to both things and other')
  })
})

describe('loading functions', () => {
  const directory = mkdtempSync(join(tmpdir(), 'functions-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  test('a function that neither serves routes nor says what it needs is refused', async () => {
    mkdirSync(join(directory, 'lonely'))
    mkdirSync(join(directory, 'not-a-function'))
    writeFileSync(join(directory, 'lonely', 'handler.ts'), '')
    await expect(loadFunctions(directory)).rejects.toThrow('functions/lonely has neither routes.ts nor function.ts')
  })
})

describe('roles.yml', () => {
  const actions = (cognito: string[]): string =>
    JSON.stringify(rolesTemplate([source('auth', { spec: { description: '', access: { cognito } } })]))

  test('the Cognito calls that IAM never sees are those the SDK sends unsigned', () => {
    const sdk = 'node_modules/@aws-sdk/client-cognito-identity-provider/dist-es/auth/httpAuthSchemeProvider.js'
    const text = readFileSync(join(import.meta.dirname, '../../..', sdk), 'utf8')
    const unsigned = [...text.matchAll(/case "(\w+)":\s*\{\s*options\.push\(createSmithyApiNoAuth/g)].map(
      ([, name]) => name,
    )
    expect([...unsignedCognitoActions].sort()).toEqual(unsigned.sort())
  })

  test('Cognito calls that IAM never sees get no statement', () => {
    expect(actions(['SignUp', 'InitiateAuth'])).not.toContain('cognito-idp')
  })

  test('the others get one each, on the pool', () => {
    const text = actions(['SignUp', 'AdminDeleteUser'])
    expect(text).toContain('"Action":["cognito-idp:AdminDeleteUser"],"Resource":{"Fn::GetAtt":["UserPool","Arn"]}')
  })

  test('an index is queried by name', () => {
    const spec = { description: '', access: { table: ['read' as const], index: ['GSI2' as const] } }
    expect(JSON.stringify(rolesTemplate([source('hook', { spec })]))).toContain(`\${Table.Arn}/index/GSI2`)
  })
})

describe('alarms.yml', () => {
  test('25 functions need three error alarms, as CloudWatch takes ten metrics in one', () => {
    const many = Array.from({ length: 25 }, (_, index) => source(`f${index}`))
    const { Resources } = alarmsTemplate(many) as { Resources: object }
    expect(Object.keys(Resources)).toEqual(['FunctionErrorsAlarm1', 'FunctionErrorsAlarm2', 'FunctionErrorsAlarm3'])
  })
})

describe('openapi.json', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument([things])))

  test('the operation id is the route key, and only public routes need no token', () => {
    expect(document.security).toEqual([{ bearer: [] }])
    expect(document.paths['/things'].post.operationId).toBe('createThing')
    expect(document.paths['/things'].post.security).toBeUndefined()
    expect(document.paths['/health'].get.security).toEqual([])
  })

  test('a named schema is a component, and what may be left out of a request is required in the answer', () => {
    const { Thing: answer, ThingInput: request } = document.components.schemas
    expect(answer.required).toEqual(['id', 'size', 'at'])
    expect(request.required).toEqual(['id', 'at'])
    expect(answer.properties.at).toEqual({ type: 'string', format: 'date-time' })
  })

  test('answers are in the envelope, failures in problem details', () => {
    const { responses } = document.paths['/things'].post
    const body = responses[201].content['application/json'].schema
    expect(body.properties.data).toEqual({ $ref: '#/components/schemas/Thing' })
    expect(Object.keys(responses)).toEqual(['201', '400', '401', '409', '413', '422', '429', '500', '503'])
    expect(document.components.responses.NOT_FOUND.content).toHaveProperty(['application/problem+json'])
  })

  test('a route that takes the raw body takes any JSON object', () => {
    const hook = {
      ...routes.createThing,
      body: undefined,
      auth: 'public',
      rawBody: true,
      errors: ['SIGNATURE_INVALID'],
    }
    const { paths } = openApiDocument([source('hooks', { routes: { receive: hook } as RouteTable })]) as typeof document
    const { requestBody, responses } = paths['/things'].post
    expect(requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
    })
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['201', '400', '413']))
  })

  test('two different schemas of one name are refused, also across functions', () => {
    const other = z.object({ other: z.string() }).meta({ id: 'Thing' })
    const table = { getOther: { ...routes.getHealth, path: '/other', response: other } } satisfies RouteTable
    expect(() => openApiDocument([things, source('other', { routes: table })])).toThrow(
      'Two schemas are both named Thing',
    )
  })

  test('POST takes an Idempotency-Key', () => {
    expect(document.paths['/things'].post.parameters).toEqual([{ $ref: '#/components/parameters/IdempotencyKey' }])
  })
})
