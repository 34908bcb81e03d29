import type { FunctionSource } from './load-functions.ts'
import { functionLogicalId, invocationsName } from './names.ts'

type Resource = { Type: string; Properties: Record<string, unknown> }
type Template = {
  Conditions?: Record<string, unknown>
  Resources: Record<string, Resource>
  extensions?: Record<string, unknown>
}

/** Whether a function is started by another one, or by itself. */
export const isWorker =
  (functions: FunctionSource[]) =>
  ({ name }: FunctionSource): boolean =>
    functions.some(({ spec }) => spec.access.invoke?.includes(name))

/**
 * What Lambda does with invocations that nobody waits for. They wait up to six hours for their turn; one that throws is repeated
 * after one minute and after two more, then kept in the failure bucket with its error.
 * @throws for an unknown function, and for one on a schedule: Lambda has one such rule for each function
 */
export const workersTemplate = (functions: FunctionSource[]): Template => {
  assertKnown(functions)
  const workers = functions.filter(isWorker(functions))
  const limited = functions.filter(({ spec }) => spec.atMost !== undefined)
  return {
    ...(limited.length > 0 && {
      // An account begins with as few as ten, of which Lambda lets nobody reserve any.
      Conditions: { ReservesConcurrency: { 'Fn::Equals': [`\${param:reservedConcurrency}`, 'on'] } },
    }),
    Resources: Object.fromEntries(workers.map(({ name }) => [invocationsName(name), invocations(name)])),
    ...(limited.length > 0 && {
      extensions: Object.fromEntries(limited.map(({ name, spec }) => [functionLogicalId(name), reserved(spec.atMost)])),
    }),
  }
}

const assertKnown = (functions: FunctionSource[]): void => {
  for (const { name, spec } of functions) {
    for (const other of spec.access.invoke ?? []) {
      const found = functions.find((one) => one.name === other)
      if (!found) throw new Error(`${name} starts ${other}, which does not exist`)
      if (found.spec.schedule)
        throw new Error(`${name} starts ${other}, which is on a schedule: move its work to a worker`)
    }
  }
}

const invocations = (name: string): Resource => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionLogicalId(name) },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 6 * 3_600,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureBucket', 'Arn'] } } },
  },
})

const reserved = (atMost: number | undefined) => ({
  Properties: {
    ReservedConcurrentExecutions: { 'Fn::If': ['ReservesConcurrency', atMost, { Ref: 'AWS::NoValue' }] },
  },
})
