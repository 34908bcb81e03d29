import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDocument, type Tags, type YAMLSeq } from 'yaml'
import * as z from 'zod'

const PARTS = ['table.yml', 'cognito.yml', 'archive.yml', 'secrets.yml', 'encryption.yml']

const Part = z.object({
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
})
export type Template = z.infer<typeof Part>

const FUNCTIONS = ['Ref', 'Sub', 'GetAtt', 'If', 'Equals', 'Not', 'Or', 'And', 'Join', 'Select']

/** Reads CloudFormation's short forms (`!Ref X`) as their long forms (`{ Ref: X }`). */
const tags: Tags = FUNCTIONS.flatMap((name) => [
  { tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) },
  { tag: `!${name}`, collection: 'seq' as const, resolve: (list: unknown) => ({ [name]: (list as YAMLSeq).toJSON() }) },
])

const readPart = (file: string, stage: string): Template => {
  const path = resolve(import.meta.dirname, '..', file)
  const text = readFileSync(path, 'utf8').replaceAll(`\${sls:stage}`, stage)
  const document = parseDocument(text, { customTags: tags })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new Error(`infra/${file}: ${problem.message}`)
  return Part.parse(document.toJS())
}

/** The CloudFormation files of a deployment, merged, for a stage. Conditions are resolved; references stay `{ Ref: … }`. */
export const readTemplate = (stage: string): Template => {
  const parts = PARTS.map((file) => readPart(file, stage))
  const merged = {
    Conditions: Object.assign({}, ...parts.map((part) => part.Conditions)) as Record<string, unknown>,
    Resources: Object.assign({}, ...parts.map((part) => part.Resources)) as Template['Resources'],
  }
  return { ...merged, Resources: decide(merged.Resources, merged.Conditions) as Template['Resources'] }
}

const decide = (value: unknown, conditions: Record<string, unknown>): unknown => {
  if (Array.isArray(value)) return value.map((item) => decide(item, conditions))
  if (value === null || typeof value !== 'object') return value
  if ('If' in value && Array.isArray(value.If)) {
    const [name, yes, no] = value.If
    return decide(holds(conditions[String(name)], conditions) ? yes : no, conditions)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decide(item, conditions)]))
}

const holds = (condition: unknown, conditions: Record<string, unknown>): boolean => {
  if (condition !== null && typeof condition === 'object') {
    const [[name, args] = []] = Object.entries(condition)
    if (name === 'Equals' && Array.isArray(args)) return args[0] === args[1]
    if (name === 'Not' && Array.isArray(args)) return !holds(args[0], conditions)
    if (name === 'Or' && Array.isArray(args)) return args.some((item) => holds(item, conditions))
    if (name === 'And' && Array.isArray(args)) return args.every((item) => holds(item, conditions))
  }
  throw new Error(`The local cloud cannot decide the condition ${JSON.stringify(condition)}`)
}

/** Properties of one resource. @throws Error when the template does not define it with that type. */
export const properties = (template: Template, name: string, type: string): Record<string, unknown> => {
  const resource = template.Resources[name]
  if (resource?.Type !== type) throw new Error(`infra/*.yml define no ${type} named ${name}`)
  return resource.Properties
}
