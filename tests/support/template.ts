import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageStage } from '../../infra/package.ts'

export type Resource = {
  Type: string
  Properties: Record<string, unknown>
  DependsOn?: string | string[]
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}
export type Template = { Resources: Record<string, Resource>; Conditions: Record<string, unknown> }

/** The CloudFormation that a deployment of this stage would send, conditions decided. */
export const packagedTemplate = (stage: string): Template => {
  const text = readFileSync(join(packageStage(stage), 'cloudformation-template-update-stack.json'), 'utf8')
  const template = JSON.parse(text) as Template
  return { ...template, Resources: decided(template.Resources, template.Conditions) as Template['Resources'] }
}

export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)

/** Replaces every Fn::If by the branch its condition selects; the stage is a literal, so all are known. */
const decided = (node: unknown, conditions: Record<string, unknown>): unknown => {
  if (Array.isArray(node)) return node.map((item) => decided(item, conditions))
  if (node === null || typeof node !== 'object') return node
  if ('Fn::If' in node) {
    const [name, yes, no] = node['Fn::If'] as [string, unknown, unknown]
    return decided(holds(conditions[name]) ? yes : no, conditions)
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, decided(value, conditions)]))
}

const holds = (condition: unknown): boolean => {
  const [operator = '', operands = []] = Object.entries(condition as Record<string, unknown[]>)[0] ?? []
  if (operator === 'Fn::Not') return !holds(operands[0])
  if (operator === 'Fn::Or') return operands.some(holds)
  if (operator === 'Fn::And') return operands.every(holds)
  if (operator === 'Fn::Equals') return operands[0] === operands[1]
  throw new Error(`A condition uses ${operator}, which this reader does not know`)
}
