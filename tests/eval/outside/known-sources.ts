import { chronic } from './chronic.ts'
import { chrono } from './chrono.ts'
import type { Source } from './phrase.ts'
import { rruleJs } from './rrule-js.ts'
import { todoist } from './todoist.ts'
import { vikunja } from './vikunja.ts'

/** Sources whose phrases the parser may be tuned on. */
export const knownSources: Source[] = [rruleJs, todoist, chronic, chrono, vikunja]
