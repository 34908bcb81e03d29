import { healthOf } from '../../projects/health.ts'
import type { Moment } from '../../time/moment.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'

/** One rule of a project's health that is not met, in the words of the panels for health and risks. */
export type ProjectFinding = {
  text: string
  /** high: red; medium: yellow. */
  grade: 'medium' | 'high'
  /** The kind of problem and of risk. */
  category: 'timeline' | 'progress' | 'blockers'
  riskCategory: 'timeline' | 'dependency' | 'resource'
  /** Its consequence, and what to do about it. */
  impact: string
  advice: string
  affectedTasks: string[]
}

export type ProjectAssessment = ReturnType<typeof healthOf> & { findings: ProjectFinding[]; confidence: number }

type Rule = Pick<ProjectFinding, 'category' | 'riskCategory' | 'impact' | 'advice'>

const RULES: Record<string, Rule> = {
  schedule: {
    category: 'timeline',
    riskCategory: 'timeline',
    impact: 'It will be finished late',
    advice: 'Move the target date, or take something out of the scope',
  },
  overdue: {
    category: 'progress',
    riskCategory: 'timeline',
    impact: 'Dates say nothing any more, and what waits for these tasks waits longer',
    advice: 'Do the overdue tasks first, or give them days that can be kept',
  },
  blocked: {
    category: 'blockers',
    riskCategory: 'dependency',
    impact: 'Work piles up behind what is blocked',
    advice: 'Find out what each blocked task waits for, and ask for it',
  },
  inactivity: {
    category: 'progress',
    riskCategory: 'resource',
    impact: 'What rests for long is rarely finished',
    advice: 'Do one small task, or put the project on hold',
  },
}

/** The unmet rules of a project's health (lib/domain/projects/health.ts) in words, the worst first. */
export const assessProject = ({ project, tasks }: ProjectFacts, { now, zone }: Moment): ProjectAssessment => {
  const health = healthOf(project, tasks, { now, zone })
  const blocked = tasks.filter(({ status }) => status === 'Blocked').map(({ id }) => id)
  const findings = health.reasons.flatMap(({ rule, status, text }): ProjectFinding[] => {
    const known = RULES[rule]
    const grade = status === 'red' ? 'high' : 'medium'
    return known ? [{ text, grade, ...known, affectedTasks: rule === 'blocked' ? blocked : [] }] : []
  })
  return { ...health, findings, confidence: health.tasksTotal === 0 ? 0.4 : 0.9 }
}
