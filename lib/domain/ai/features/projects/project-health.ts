import * as z from 'zod'
import type { Moment } from '../../../time/moment.ts'
import { assessProject } from '../../core/project-findings.ts'
import { type ProjectFacts, readProjectFacts } from '../../facts/project-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines, Percent, Severity } from '../../parts.ts'
import { ProjectInput } from './project-input.ts'

const Category = z.enum(['timeline', 'scope', 'dependencies', 'resources', 'risk', 'progress', 'blockers', 'team'])
const Problem = z.object({
  severity: Severity,
  category: Category,
  description: Line,
  impact: Line,
  recommendation: Line,
})
const Answer = z.object({
  overallHealth: Percent,
  summary: Line,
  issues: z.array(Problem).max(20),
  strengths: Lines,
  recommendations: Lines,
  confidence: Confidence,
})
type Answer = z.infer<typeof Answer>

const Issue = Problem.extend({
  id: z.string(),
  type: z.literal('health_analysis'),
  title: Line,
  content: Line,
  /** The three states that clients' cards show; `grade` is finer. */
  severity: z.enum(['info', 'warning', 'critical']),
  grade: Severity,
  relatedEntities: z.array(z.object({ type: z.string(), id: z.string() })),
  createdAt: z.iso.datetime(),
  viewedAt: z.null(),
})

export const Output = Answer.extend({
  healthScore: Percent,
  healthCategory: z.enum(['critical', 'at-risk', 'stable', 'healthy', 'excellent']),
  issues: z.array(Issue),
  metrics: z.object({ completionRate: Percent, blockerCount: z.number(), overdueTasks: z.number() }).optional(),
})

const CARDS = { low: 'info', medium: 'warning', high: 'warning', critical: 'critical' } as const
const CATEGORIES = [
  [85, 'excellent'],
  [70, 'healthy'],
  [50, 'stable'],
  [30, 'at-risk'],
] as const

type Metrics = z.infer<typeof Output>['metrics']

/** Joins the parts that are not empty, each as a sentence. */
const sentences = (...parts: string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/u.test(part) ? part : `${part}.`))
    .join(' ')
    .slice(0, 2_000)

/** `createdAt` of an issue is the last change of the project and its tasks, so that the same facts give the same answer. */
const outputOf = (answer: Answer, { project, tasks }: ProjectFacts, metrics: Metrics) => {
  const changed = [project, ...tasks].reduce((last, { updatedAt }) => (updatedAt > last ? updatedAt : last), '')
  return {
    ...answer,
    healthScore: answer.overallHealth,
    healthCategory: CATEGORIES.find(([least]) => answer.overallHealth >= least)?.[1] ?? ('critical' as const),
    issues: answer.issues.map((issue, i) => ({
      ...issue,
      id: `${project.id}-${i + 1}`,
      type: 'health_analysis' as const,
      title: issue.description.slice(0, 120),
      content: sentences(issue.description, issue.impact, issue.recommendation),
      severity: CARDS[issue.severity],
      grade: issue.severity,
      relatedEntities: [{ type: 'project', id: project.id }],
      createdAt: changed,
      viewedAt: null,
    })),
    ...(metrics && { metrics }),
  }
}

/** 35 points off for a red finding, 15 for a yellow one. */
const core = (facts: ProjectFacts, moment: Moment) => {
  const assessment = assessProject(facts, moment)
  const { reason, findings, percentComplete, tasksTotal, tasksBlocked, tasksOverdue } = assessment
  const lost = findings.reduce((sum, { grade }) => sum + (grade === 'high' ? 35 : 15), 0)
  const answer: Answer = {
    overallHealth: Math.max(0, 100 - lost),
    summary: sentences(
      reason,
      `${percentComplete} % of ${tasksTotal} ${tasksTotal === 1 ? 'task is' : 'tasks are'} done`,
    ),
    issues: findings.map(({ grade, category, text, impact, advice }) => ({
      severity: grade,
      category,
      description: text,
      impact,
      recommendation: advice,
    })),
    strengths: findings.length === 0 ? [reason] : [],
    recommendations: findings.map(({ advice }) => advice),
    confidence: assessment.confidence,
  }
  return outputOf(answer, facts, {
    completionRate: percentComplete,
    blockerCount: tasksBlocked,
    overdueTasks: tasksOverdue,
  })
}

/** The health of a project. */
export const projectHealth = feature({
  name: 'projectHealth',
  choice: 'projectHealth',
  summary: 'Judge the health of a project',
  input: ProjectInput,
  output: Output,
  ttlSeconds: 3_600,
  read: (ctx, { projectId }) => readProjectFacts(ctx, projectId),
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 2_000,
    task: 'Judge the health of "project" from its tasks: schedule, progress, blockers, scope. overallHealth is 0 to 100. Name issues with what they lead to and what to do about them, and what goes well.',
    answer: Answer,
    finish: (answer, facts, computed) => outputOf(answer, facts, computed?.metrics),
  },
})
