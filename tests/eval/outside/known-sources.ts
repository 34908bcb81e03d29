import { chronic } from './chronic.ts'
import { chrono } from './chrono.ts'
import { compromise } from './compromise.ts'
import { datejs } from './datejs.ts'
import { goNaturaldate } from './go-naturaldate.ts'
import { ovos } from './ovos.ts'
import { parsedatetime } from './parsedatetime.ts'
import type { Source } from './phrase.ts'
import { rruleJs } from './rrule-js.ts'
import { sherlock } from './sherlock.ts'
import { taskUnifier } from './task-unifier.ts'
import { tasktrove } from './tasktrove.ts'
import { todoist } from './todoist.ts'
import { vikunja } from './vikunja.ts'
import { when } from './when.ts'

/** Sources whose phrases the parser may be tuned on. */
export const knownSources: Source[] = [
  rruleJs,
  todoist,
  tasktrove,
  taskUnifier,
  vikunja,
  chronic,
  chrono,
  compromise,
  sherlock,
  parsedatetime,
  datejs,
  when,
  goNaturaldate,
  ovos,
]
