import type { Task } from '../../tasks/task.schema.ts'
import { likeness, rootOfWord, rootSet, rootsOf } from './likeness.ts'

type Candidate = Pick<Task, 'id' | 'title' | 'dependsOnIds' | 'projectIds'>

export type DependencyFacts = {
  title: string
  description: string | null
  task: Pick<Task, 'id' | 'dependsOnIds' | 'projectIds'> | null
  /** Other open tasks. */
  candidates: Candidate[]
}

export type FoundDependency = {
  taskId: string
  taskTitle: string
  reason: string
  isBlocking: boolean
  confidence: number
}

/** "after …", "once … is done", "needs …": the words that follow name the task to be done first. */
const NAMES_FIRST =
  /\b(?:after|once|when|needs?|requires?|depends? on|waiting (?:for|on)|blocked by|as soon as)\s+([^.;\n]{3,120})/giu

/** Stages of work in their usual order: a later stage waits for an earlier stage of the same subject. */
const STAGES = [
  'research decide compare choose ask collect gather find brainstorm measure',
  'plan design outline sketch specify draft scope budget',
  'buy order book hire install set setup prepare register apply get',
  'write build make create code implement record cook paint develop record configure',
  'review test proofread edit check revise practice rehearse verify',
  'send submit publish launch deploy release present print ship file sign announce deliver',
  'follow archive celebrate measure invoice retro close',
].map((words) => words.split(' ').map(rootOfWord))

const MOST = 5

/**
 * Open tasks that a task seems to wait for, judged by its words: those it names ("after the draft is done"), and those that
 * are an earlier stage of the same subject (research, plan, get, make, check, deliver, follow up). Tasks that wait for this
 * one, directly or not, are never suggested.
 */
export const dependenciesOf = (facts: DependencyFacts): FoundDependency[] => {
  const { task, candidates } = facts
  const known = new Set(task?.dependsOnIds ?? [])
  const after = task ? waitingFor(task.id, candidates) : new Set<string>()
  return candidates
    .filter(({ id }) => id !== task?.id && !known.has(id) && !after.has(id))
    .flatMap((candidate) => named(facts, candidate) ?? earlier(facts, candidate) ?? [])
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST)
}

/** All tasks that wait for a task, directly or not. */
const waitingFor = (id: string, candidates: Candidate[]): Set<string> => {
  const found = new Set<string>()
  for (const queue = [id]; queue.length > 0; ) {
    const on = queue.pop() ?? ''
    for (const { id: next, dependsOnIds } of candidates) {
      if (!dependsOnIds.includes(on) || found.has(next)) continue
      found.add(next)
      queue.push(next)
    }
  }
  return found
}

const named = (
  { title, description }: DependencyFacts,
  { id, title: taskTitle }: Candidate,
): FoundDependency | null => {
  const words = rootSet(taskTitle)
  for (const [phrase, what = ''] of `${title}. ${description ?? ''}`.slice(0, 5_000).matchAll(NAMES_FIRST)) {
    const common = [...rootSet(what)].filter((word) => words.has(word)).length
    if (words.size === 0 || common / words.size < 0.5) continue
    const reason = `It says "${phrase.trim().slice(0, 80)}"`
    return {
      taskId: id,
      taskTitle,
      reason,
      isBlocking: true,
      confidence: Math.min(0.9, 0.5 + 0.4 * (common / words.size)),
    }
  }
  return null
}

const earlier = (
  { title, task }: DependencyFacts,
  { id, title: taskTitle, projectIds }: Candidate,
): FoundDependency | null => {
  const [own, other] = [stageOf(title), stageOf(taskTitle)]
  if (!own || !other || other.stage >= own.stage || own.about.size === 0) return null
  const alike = likeness(own.about, other.about)
  const sameProject = task?.projectIds.some((project) => projectIds.includes(project)) ?? false
  if (alike < (sameProject ? 0.34 : 0.5)) return null
  const reason = `"${other.verb}" comes before "${own.verb}", and both are about the same`
  return {
    taskId: id,
    taskTitle,
    reason,
    isBlocking: true,
    confidence: Math.min(0.85, 0.3 + 0.4 * alike + (sameProject ? 0.15 : 0)),
  }
}

/** The stage that the first word of a title stands for, and the subject that the rest names. */
const stageOf = (title: string): { stage: number; verb: string; about: Set<string> } | null => {
  const [verb = '', ...about] = rootsOf(title)
  const stage = STAGES.findIndex((words) => words.includes(verb))
  const first = /^\s*(\S+)/u.exec(title)?.[1] ?? ''
  return stage < 0 ? null : { stage, verb: first, about: new Set(about) }
}
