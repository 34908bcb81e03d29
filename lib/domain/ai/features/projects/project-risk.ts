import * as z from 'zod'
import type { Moment } from '../../../time/moment.ts'
import { assessProject } from '../../core/project-findings.ts'
import { type ProjectFacts, readProjectFacts } from '../../facts/project-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Level, Line, Lines, Severity } from '../../parts.ts'
import { ProjectInput } from './project-input.ts'

const Category = z.enum(['technical', 'timeline', 'resource', 'dependency', 'scope', 'external', 'team', 'quality'])
const Risk = z.object({
  category: Category,
  description: Line,
  probability: Level,
  impact: Severity,
  mitigation: Line,
  contingency: Line.optional(),
  affectedTasks: z.array(z.string()).max(20).optional().describe('Ids'),
})
const Answer = z.object({
  overallRiskLevel: Level,
  summary: Line,
  risks: z.array(Risk).max(20),
  recommendations: Lines,
  confidence: Confidence,
})
type Answer = z.infer<typeof Answer>
export const Output = Answer.extend({ risks: z.array(Risk.extend({ severity: Level })), topRisks: Lines })

const RANK = { low: 0, medium: 1, high: 2, critical: 2 } as const
const LEVELS = ['low', 'medium', 'high'] as const

/** The severity of a risk is its impact, one level lower when it is unlikely. */
const severityOf = ({ probability, impact }: z.infer<typeof Risk>) =>
  LEVELS[Math.max(0, RANK[impact] - (probability === 'low' ? 1 : 0))] ?? 'low'

const outputOf = (answer: Answer, { tasks }: ProjectFacts) => {
  const known = new Set(tasks.map(({ id }) => id))
  const risks = answer.risks.map(({ affectedTasks, ...risk }) => ({
    ...risk,
    severity: severityOf(risk),
    ...(affectedTasks && { affectedTasks: affectedTasks.filter((id) => known.has(id)) }),
  }))
  return {
    ...answer,
    risks,
    topRisks: risks.filter(({ severity }) => severity === 'high').map(({ description }) => description),
  }
}

/** The risks that follow from the rules of the project's health. */
const core = (facts: ProjectFacts, moment: Moment) => {
  const { findings, confidence } = assessProject(facts, moment)
  const risks = findings.map(({ riskCategory, text, grade, advice, affectedTasks }) => ({
    category: riskCategory,
    description: text,
    probability: grade,
    impact: grade,
    mitigation: advice,
    ...(affectedTasks.length > 0 && { affectedTasks: affectedTasks.slice(0, 20) }),
  }))
  const count = risks.length === 1 ? 'One risk stands out' : `${risks.length || 'No'} risks stand out`
  const answer: Answer = {
    overallRiskLevel: findings[0]?.grade ?? 'low',
    summary: risks[0] ? `${count}: ${risks[0].description}` : count,
    risks,
    recommendations: risks.map(({ mitigation }) => mitigation),
    confidence,
  }
  return outputOf(answer, facts)
}

/** The risks of a project. */
export const projectRisk = feature({
  name: 'projectRisk',
  choice: 'projectRisk',
  summary: 'Find the risks of a project',
  input: ProjectInput,
  output: Output,
  ttlSeconds: 3_600,
  read: (ctx, { projectId }) => readProjectFacts(ctx, projectId),
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_000,
    task: 'Find what may go wrong with "project", how probable and how bad it is, and what to do about it. affectedTasks holds ids of its tasks.',
    answer: Answer,
    finish: outputOf,
  },
})
