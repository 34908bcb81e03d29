import * as z from 'zod'
import { healthOf } from '../../../projects/health.ts'
import { type ProjectFacts, readProjectFacts } from '../../facts/project-facts.ts'
import { feature, type Moment } from '../../feature.ts'
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
  /** Cards know these three; the finer grade is `grade`. */
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

/** `createdAt` of an issue is the project's last change: the same facts give the same answer. */
const outputOf = (answer: Answer, { project }: ProjectFacts, metrics: Metrics) => ({
  ...answer,
  healthScore: answer.overallHealth,
  healthCategory: CATEGORIES.find(([least]) => answer.overallHealth >= least)?.[1] ?? ('critical' as const),
  issues: answer.issues.map((issue, i) => ({
    ...issue,
    id: `${project.id}-${i + 1}`,
    type: 'health_analysis' as const,
    title: issue.description.slice(0, 120),
    content: [issue.description, issue.impact, issue.recommendation].filter(Boolean).join(' ').slice(0, 2_000),
    severity: CARDS[issue.severity],
    grade: issue.severity,
    relatedEntities: [{ type: 'project', id: project.id }],
    createdAt: project.updatedAt,
    viewedAt: null,
  })),
  ...(metrics && { metrics }),
})

const RULES: Record<string, { category: z.infer<typeof Category>; recommendation: string }> = {
  schedule: { category: 'timeline', recommendation: 'Move the target date, or take something out of the scope' },
  overdue: { category: 'progress', recommendation: 'Do the overdue tasks first, or give them days that can be kept' },
  blocked: { category: 'blockers', recommendation: 'Find out what each blocked task waits for, and ask for it' },
  inactivity: { category: 'progress', recommendation: 'Do one small task, or put the project on hold' },
}

/** The four rules of the project's health, as issues: 35 points off for a red one, 15 for a yellow one. */
const core = (facts: ProjectFacts, { now, zone }: Moment) => {
  const health = healthOf(facts.project, facts.tasks, { now, zone })
  const { reason, reasons, percentComplete, tasksTotal, tasksBlocked, tasksOverdue } = health
  const issues = reasons.map(({ rule, status, text }) => ({
    severity: status === 'red' ? ('high' as const) : ('medium' as const),
    category: RULES[rule]?.category ?? ('risk' as const),
    description: text,
    impact: '',
    recommendation: RULES[rule]?.recommendation ?? '',
  }))
  const lost = reasons.reduce((sum, { status }) => sum + (status === 'red' ? 35 : 15), 0)
  const answer: Answer = {
    overallHealth: Math.max(0, 100 - lost),
    summary: `${reason}. ${percentComplete} % of ${tasksTotal} ${tasksTotal === 1 ? 'task is' : 'tasks are'} done.`,
    issues,
    strengths: reasons.length === 0 ? [reason] : [],
    recommendations: issues.map(({ recommendation }) => recommendation).filter(Boolean),
    confidence: tasksTotal === 0 ? 0.4 : 0.9,
  }
  const metrics = { completionRate: percentComplete, blockerCount: tasksBlocked, overdueTasks: tasksOverdue }
  return outputOf(answer, facts, metrics)
}

/** How a project stands. */
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
