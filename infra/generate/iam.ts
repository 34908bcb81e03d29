import type { Access } from '../../lib/platform/deployment/function-spec.ts'
import type { FunctionSource } from './load-functions.ts'
import {
  failedRunsQueueName,
  functionLogicalId,
  functionsLogGroupName,
  gatewayRoleName,
  roleName,
  schedulerRoleName,
} from './names.ts'
import { fallbackFunction } from './paths.ts'
import { isWorker } from './workers.ts'

type Statement = { Sid: string; Effect: 'Allow'; Action: string[]; Resource: unknown; Condition?: object }

const attribute = (resource: string, name: string): unknown => ({ 'Fn::GetAtt': [resource, name] })
const objects = (bucket: string, prefix: string): unknown => ({ 'Fn::Sub': `\${${bucket}.Arn}/${prefix}/*` })

/** Where Lambda itself writes what a stream function or a worker could not process; the prefix is AWS's. */
const failurePrefix = 'aws/lambda'
const archivePrefix = 'events'

/** Cognito calls that carry the caller's own password or token: AWS serves them unsigned and asks no IAM policy. */
export const unsignedCognitoActions = new Set([
  'AssociateSoftwareToken',
  'ChangePassword',
  'CompleteWebAuthnRegistration',
  'ConfirmDevice',
  'ConfirmForgotPassword',
  'ConfirmSignUp',
  'DeleteUser',
  'DeleteUserAttributes',
  'DeleteWebAuthnCredential',
  'ForgetDevice',
  'ForgotPassword',
  'GetDevice',
  'GetTokensFromRefreshToken',
  'GetUser',
  'GetUserAttributeVerificationCode',
  'GetUserAuthFactors',
  'GlobalSignOut',
  'InitiateAuth',
  'ListDevices',
  'ListWebAuthnCredentials',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'RevokeToken',
  'SetUserMFAPreference',
  'SetUserSettings',
  'SignUp',
  'StartWebAuthnRegistration',
  'UpdateAuthEventFeedback',
  'UpdateDeviceStatus',
  'UpdateUserAttributes',
  'VerifySoftwareToken',
  'VerifyUserAttribute',
])

/** One role per function with the exact actions its spec names, on the exact resources, and the gateway's. */
export const rolesTemplate = (functions: FunctionSource[]): Record<string, unknown> => ({
  Resources: {
    ...Object.fromEntries(
      functions.map((one) => [
        roleName(one.name),
        role('lambda', `What the function ${one.name} may do`, statements(one, isWorker(functions)(one))),
      ]),
    ),
    [gatewayRoleName]: role('apigateway', 'Lets the gateway call the functions that it has routes to', [
      allow('Functions', ['lambda:InvokeFunction'], functions.filter(hasRoutes).map(functionArn)),
    ]),
    ...schedulerRole(functions.filter(({ spec }) => spec.schedule)),
  },
})

/** Only schedules of this account may use it. */
const schedulerRole = (scheduled: FunctionSource[]): Record<string, unknown> => {
  if (scheduled.length === 0) return {}
  const statements = [
    allow('Functions', ['lambda:InvokeFunction'], scheduled.map(functionArn)),
    allow('FailedRuns', ['sqs:SendMessage'], attribute(failedRunsQueueName, 'Arn')),
  ]
  const own = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }
  return { [schedulerRoleName]: role('scheduler', 'Lets schedules start their functions', statements, own) }
}

const hasRoutes = ({ name, routes }: FunctionSource): boolean =>
  Object.keys(routes).length > 0 || name === fallbackFunction

const functionArn = ({ name }: FunctionSource): unknown => attribute(functionLogicalId(name), 'Arn')

const role = (
  service: string,
  Description: string,
  Statement: Statement[],
  Condition?: object,
): Record<string, unknown> => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: `${service}.amazonaws.com` },
          Action: 'sts:AssumeRole',
          ...(Condition && { Condition }),
        },
      ],
    },
    Policies: [{ PolicyName: service, PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
})

const statements = ({ name, spec }: FunctionSource, isStarted: boolean): Statement[] => [
  ...logStatements(name),
  ...tableStatements(spec.access),
  ...cognitoStatements(spec.access),
  ...archiveStatements(spec.access),
  ...fileStatements(spec.access),
  ...secretStatements(spec.access),
  ...encryptionStatements(spec.access),
  ...invokeStatements(spec.access),
  ...(spec.stream ? streamStatements() : []),
  ...(spec.stream || isStarted ? failureStatements() : []),
  ...(spec.schedule ? [allow('FailedRuns', ['sqs:SendMessage'], attribute(failedRunsQueueName, 'Arn'))] : []),
]

/** Lambda names a stream of a shared group YYYY/MM/DD/FUNCTION[VERSION]ID: nobody writes to those of another function. */
const logStatements = (name: string): Statement[] => [
  allow('LogStreams', ['logs:CreateLogStream'], attribute(functionsLogGroupName, 'Arn')),
  allow('Logs', ['logs:PutLogEvents'], {
    'Fn::Sub':
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${functionsLogGroupName}}` +
      `:log-stream:*/lifeos-\${sls:stage}-${name}[*`,
  }),
]

const allow = (Sid: string, Action: string[], Resource: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

const tableStatements = ({ table = [], index = [] }: Access): Statement[] => {
  const actions = [
    ...(table.includes('read') ? ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'] : []),
    ...(table.includes('write')
      ? ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']
      : []),
    ...(table.includes('batchWrite') ? ['dynamodb:BatchWriteItem'] : []),
  ]
  const indexes = index.map((name) => ({ 'Fn::Sub': `\${Table.Arn}/index/${name}` }))
  return [
    ...(actions.length > 0 ? [allow('Table', actions, attribute('Table', 'Arn'))] : []),
    ...(indexes.length > 0 ? [allow('Indexes', ['dynamodb:Query'], indexes)] : []),
  ]
}

const cognitoStatements = ({ cognito = [] }: Access): Statement[] => {
  const signed = cognito.filter((action) => !unsignedCognitoActions.has(action))
  return signed.length > 0
    ? [
        allow(
          'UserPool',
          signed.sort().map((action) => `cognito-idp:${action}`),
          attribute('UserPool', 'Arn'),
        ),
      ]
    : []
}

const secretStatements = ({ llmSecret, stripeSecret, calendarSecrets }: Access): Statement[] =>
  [
    ...(llmSecret ? ['LlmSecret'] : []),
    ...(stripeSecret ? ['StripeSecret'] : []),
    ...(calendarSecrets ? ['GoogleSecret', 'MicrosoftSecret'] : []),
  ].map((secret) => allow(secret, ['secretsmanager:GetSecretValue'], { Ref: secret }))

/** Only for keys of people of this stage: KMS is told who and where with every call. */
const encryptionStatements = ({ encryption }: Access): Statement[] => {
  if (!encryption) return []
  const Condition = {
    StringEquals: { 'kms:EncryptionContext:stage': `\${sls:stage}` },
    'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['stage', 'userId'] },
    Null: { 'kms:EncryptionContext:userId': 'false' },
  }
  return [{ ...allow('DataKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], attribute('DataKey', 'Arn')), Condition }]
}

/** By name and not by attribute: a function that starts itself would have to exist before its role. */
const invokeStatements = ({ invoke = [] }: Access): Statement[] =>
  invoke.length === 0 ? [] : [allow('Workers', ['lambda:InvokeFunction'], [...invoke].sort().map(namedFunctionArn))]

const namedFunctionArn = (name: string): unknown => ({
  'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:lifeos-\${sls:stage}-${name}`,
})

const archiveStatements = ({ archive }: Access): Statement[] => {
  if (archive === 'write') return [allow('ArchiveWrite', ['s3:PutObject'], objects('ArchiveBucket', archivePrefix))]
  if (archive !== 'read') return []
  return [
    allow('ArchiveRead', ['s3:GetObject'], objects('ArchiveBucket', archivePrefix)),
    allow('ArchiveList', ['s3:ListBucket'], attribute('ArchiveBucket', 'Arn')),
  ]
}

const FILE_ACTIONS = {
  read: ['s3:GetObject'],
  write: ['s3:GetObject', 's3:PutObject'],
  sweep: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject'],
}

const fileStatements = ({ files }: Access): Statement[] => {
  if (!files) return []
  return [
    allow('Files', FILE_ACTIONS[files], { 'Fn::Sub': `\${FilesBucket.Arn}/*` }),
    // Without it S3 answers 403 instead of 404 for what is not there.
    allow('FileList', ['s3:ListBucket'], attribute('FilesBucket', 'Arn')),
  ]
}

const streamStatements = (): Statement[] => [
  allow(
    'Stream',
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    attribute('Table', 'StreamArn'),
  ),
]

const failureStatements = (): Statement[] => [
  allow('FailureObjects', ['s3:PutObject'], objects('FailureBucket', failurePrefix)),
  // Lambda refuses an S3 destination whose bucket the role cannot list.
  allow('FailureBucket', ['s3:ListBucket'], attribute('FailureBucket', 'Arn')),
]
