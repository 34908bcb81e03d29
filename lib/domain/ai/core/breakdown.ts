import type { Task } from '../../tasks/task.schema.ts'
import { rootOfWord, rootsOf } from './likeness.ts'

export type Breakdown = {
  /** In order; `size` in minutes. */
  steps: { title: string; size?: number }[]
  reasoning: string
  confidence: number
}

type Whole = Pick<Task, 'title' | 'description' | 'notes' | 'size'>

const MOST = 20
const LIST_LINE = /^[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+(?:\[[ xX]?\][ \t]*)?(\S.*)$/gmu

/** Usual steps for each kind of task, with their share of the work. `…` stands for the subject of the task. */
const KINDS: { verbs: string; steps: [string, number][] }[] = [
  {
    verbs: 'write draft blog document',
    steps: [
      ['Collect what … needs', 2],
      ['Outline …', 1],
      ['Write a first draft of …', 4],
      ['Revise …', 2],
      ['Proofread … and hand it over', 1],
    ],
  },
  {
    verbs: 'plan organize organise arrange host',
    steps: [
      ['Decide what … is to achieve', 1],
      ['List everything … needs', 2],
      ['Set dates and costs of …', 2],
      ['Ask or book whoever … depends on', 3],
      ['Check the plan for … once more', 1],
    ],
  },
  {
    verbs: 'research compare choose find evaluate',
    steps: [
      ['Write down what … must answer', 1],
      ['Collect sources for …', 3],
      ['Compare what was found on …', 3],
      ['Decide on … and note why', 1],
    ],
  },
  {
    verbs: 'build develop implement create code make design prototype',
    steps: [
      ['Say what … must do', 1],
      ['Sketch …', 2],
      ['Make a first version of …', 5],
      ['Try … out', 2],
      ['Finish … and show it', 1],
    ],
  },
  {
    verbs: 'fix repair debug solve',
    steps: [
      ['Reproduce the problem: …', 2],
      ['Find the cause', 3],
      ['Mend it', 3],
      ['Check that … works again', 1],
    ],
  },
  {
    verbs: 'learn study practice read',
    steps: [
      ['Choose what to learn …  from', 1],
      ['Plan sessions for …', 1],
      ['Work through the first part of …', 4],
      ['Try … without help', 2],
      ['Note what is still unclear', 1],
    ],
  },
  {
    verbs: 'buy order get purchase book',
    steps: [
      ['List what … must have', 1],
      ['Compare offers for …', 2],
      ['Buy …', 1],
    ],
  },
  {
    verbs: 'clean tidy declutter sort',
    steps: [
      ['Take everything out: …', 1],
      ['Decide what goes', 2],
      ['Clean …', 3],
      ['Put the rest back', 1],
    ],
  },
  {
    verbs: 'launch publish release deploy present submit apply',
    steps: [
      ['List what … still needs', 1],
      ['Finish the open points of …', 4],
      ['Have … checked by somebody', 2],
      ['Hand in …', 1],
      ['Note what to do better next time', 1],
    ],
  },
]
const OTHERS: [string, number][] = [
  ['Say what it looks like when "…" is done', 1],
  ['Collect what it needs', 2],
  ['Do the main part', 5],
  ['Check it and tidy up', 1],
]

/** The steps that the person listed in the task, else its parts ("A, B and C"), else the usual steps for its kind. */
export const breakdownOf = (task: Whole): Breakdown => {
  const listed = listedSteps(`${task.description ?? ''}\n${task.notes ?? ''}`)
  if (listed.length >= 2)
    return {
      steps: sized(
        listed.map((title) => [title, 1]),
        task.size,
      ),
      reasoning: 'The steps you have listed in it',
      confidence: 0.9,
    }
  const parts = partsOf(task.title)
  if (parts.length >= 2)
    return {
      steps: sized(
        parts.map((title) => [title, 1]),
        task.size,
      ),
      reasoning: 'It names several things',
      confidence: 0.7,
    }
  const verb = rootsOf(task.title)[0] ?? ''
  const kind = KINDS.find(({ verbs }) => verbs.split(' ').map(rootOfWord).includes(verb))
  const about = kind ? task.title.trim().replace(/^\S+\s*/u, '') || task.title.trim() : task.title.trim()
  const steps = (kind?.steps ?? OTHERS).map(([step, share]): [string, number] => [
    step.replace('…', about).replace(/ {2,}/gu, ' '),
    share,
  ])
  return {
    steps: sized(steps, task.size),
    reasoning: kind ? 'Steps that are usual for such tasks' : 'General steps: nothing in the title says more',
    confidence: kind ? 0.5 : 0.3,
  }
}

const listedSteps = (text: string): string[] =>
  [...text.matchAll(LIST_LINE)].map(([, line = '']) => line.trim().slice(0, 500)).slice(0, MOST)

/** "Buy milk, call Ana and fix the bike": a part counts as a task only if it begins with its own verb. */
const partsOf = (title: string): string[] => {
  const parts = title.split(/\s*(?:,\s*(?:and\s+)?|;\s*|\s+and\s+(?:then\s+)?|\s+then\s+)/iu).map((part) => part.trim())
  const verbs = new Set([...KINDS.flatMap(({ verbs: words }) => words.split(' ')), ...MORE_VERBS].map(rootOfWord))
  const standing = parts.every(
    (part) => part.includes(' ') && verbs.has(rootOfWord((/^\S+/u.exec(part)?.[0] ?? '').toLowerCase())),
  )
  return standing ? parts.filter(Boolean).map((part) => part[0]?.toUpperCase() + part.slice(1)) : []
}
const MORE_VERBS =
  'call send email pay pick drop water wash cook meet ask review update cancel renew schedule return print sign pack check text bring take move install'.split(
    ' ',
  )

/** Minutes of a step by its share, in multiples of five; null when the total is unknown. */
const sized = (steps: [string, number][], size: number | null): Breakdown['steps'] => {
  const total = steps.reduce((sum, [, share]) => sum + share, 0)
  return steps.map(([title, share]) => ({
    title: title.slice(0, 500),
    ...(size && { size: Math.max(5, Math.round((size * share) / total / 5) * 5) }),
  }))
}
