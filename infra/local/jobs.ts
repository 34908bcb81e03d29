import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { functionLogicalId } from '../generate/names.ts'
import { functionNames } from './build.ts'

const Target = z.object({ Arn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }), Input: z.string() })
const Schedule = z.object({
  Type: z.literal('AWS::Scheduler::Schedule'),
  Properties: z.object({ Description: z.string(), ScheduleExpression: z.string(), Target }),
})
const Template = z.object({ Resources: z.record(z.string(), z.unknown()) })

export type LocalJob = {
  name: string
  description: string
  expression: string
  functionName: string
  /** What the schedule sends. */
  event: unknown
}

/** The jobs with their schedules, from the same generated file that the deployment uses. */
export const readJobs = (root: string): LocalJob[] => {
  const text = readFileSync(resolve(root, 'infra/generated/schedules.yml'), 'utf8')
  const names = new Map(functionNames(root).map((name) => [functionLogicalId(name), name]))
  return Object.values(Template.parse(parse(text)).Resources).flatMap((resource) => {
    const { success, data } = Schedule.safeParse(resource)
    if (!success) return []
    const { Description, ScheduleExpression, Target } = data.Properties
    const event = z.looseObject({ job: z.string() }).parse(JSON.parse(Target.Input))
    const functionName = names.get(Target.Arn['Fn::GetAtt'][0]) ?? ''
    return [{ name: event.job, description: Description, expression: ScheduleExpression, functionName, event }]
  })
}
