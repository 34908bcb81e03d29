import * as z from 'zod'
import { healthOf } from '../../../projects/health.ts'
import { type ProjectFacts, readProjectFacts } from '../../facts/project-facts.ts'
import { feature, type Moment } from '../../feature.ts'
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

/** The severity of a risk is its impact, one grade lower when it is improbable. */
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

const RULES: Record<string, { category: z.infer<typeof Category>; mitigation: string }> = {
  schedule: { category: 'timeline', mitigation: 'Cut the scope or move the target date while there is time' },
  overdue: { category: 'timeline', mitigation: 'Plan the overdue tasks anew, the most important first' },
  blocked: { category: 'dependency', mitigation: 'Clear the blockers, or work around them' },
  inactivity: { category: 'resource', mitigation: 'Give the project fixed hours, or put it on hold' },
}

/** What the rules of the project's health say will go wrong. */
const core = (facts: ProjectFacts, { now, zone }: Moment) => {
  const { reasons, tasksTotal } = healthOf(facts.project, facts.tasks, { now, zone })
  const blocked = facts.tasks.filter(({ status }) => status === 'Blocked').map(({ id }) => id)
  const risks = reasons.map(({ rule, status, text }) => ({
    category: RULES[rule]?.category ?? ('scope' as const),
    description: text,
    probability: status === 'red' ? ('high' as const) : ('medium' as const),
    impact: status === 'red' ? ('high' as const) : ('medium' as const),
    mitigation: RULES[rule]?.mitigation ?? '',
    ...(rule === 'blocked' && { affectedTasks: blocked }),
  }))
  const worst = reasons.some(({ status }) => status === 'red') ? 'high' : reasons.length > 0 ? 'medium' : 'low'
  const count =
    risks.length === 0
      ? 'No risk stands out'
      : risks.length === 1
        ? 'One risk stands out'
        : `${risks.length} risks stand out`
  const answer: Answer = {
    overallRiskLevel: worst,
    summary: risks[0] ? `${count}: ${risks[0].description}` : count,
    risks,
    recommendations: risks.map(({ mitigation }) => mitigation).filter(Boolean),
    confidence: tasksTotal === 0 ? 0.4 : 0.8,
  }
  return outputOf(answer, facts)
}

/** What may go wrong with a project. */
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
