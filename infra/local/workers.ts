import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { functionLogicalId } from '../generate/names.ts'
import { functionNames } from './build.ts'
import type { Worker } from './lambda-queue.ts'

const Invocations = z.object({
  Type: z.literal('AWS::Lambda::EventInvokeConfig'),
  Properties: z.object({ FunctionName: z.object({ Ref: z.string() }), MaximumRetryAttempts: z.number() }),
})
const Reserved = z.object({
  Properties: z.object({
    ReservedConcurrentExecutions: z.object({ 'Fn::If': z.tuple([z.string(), z.number(), z.unknown()]) }),
  }),
})
const Template = z.object({
  Resources: z.record(z.string(), Invocations),
  extensions: z.record(z.string(), Reserved).default({}),
})

/** The functions that others start, from the same generated file that the deployment uses. Their limits always hold here. */
export const readWorkers = (root: string): Worker[] => {
  const text = readFileSync(resolve(root, 'infra/generated/workers.yml'), 'utf8')
  const names = new Map(functionNames(root).map((name) => [functionLogicalId(name), name]))
  const { Resources, extensions } = Template.parse(parse(text))
  return Object.values(Resources).map(({ Properties: { FunctionName, MaximumRetryAttempts } }) => {
    const atMost = extensions[FunctionName.Ref]?.Properties.ReservedConcurrentExecutions['Fn::If'][1]
    const name = names.get(FunctionName.Ref) ?? ''
    return { name, retries: MaximumRetryAttempts, ...(atMost !== undefined && { atMost }) }
  })
}
