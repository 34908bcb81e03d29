import type { Day } from '../days/day.ts'
import type { Recurrence } from '../recurrence/recurrence.ts'
import type { Clock } from '../times/clock.ts'
import type { Span as Length } from '../times/span.ts'
import type { Part } from '../tokens/lexicon.ts'

/** A stretch of a text, in UTF-16 units. */
export type Stretch = { start: number; end: number }

/** What a day is for, by the words that lead to it. `through`: the whole of a month that ends a series. */
export type Role = 'due' | 'start' | 'until' | 'through' | 'before' | null

/** What was recognized in a text: where it stands (with the words that lead to it), in letters and in tokens. */
export type Mention = Stretch & { from: number; to: number } & (
    | { kind: 'recurrence'; recurrence: Recurrence }
    | { kind: 'day'; day: Day; role: Role }
    | { kind: 'clock'; clock: Clock; lead: string | null }
    | { kind: 'part'; part: Part }
    /** "10 times", "for 5 occurrences". */
    | { kind: 'times'; times: number }
    /** "for 3 weeks". */
    | { kind: 'lasts'; lasts: Length }
    /** How long the thing takes, in minutes. */
    | { kind: 'takes'; minutes: number; attribute: boolean }
    /** It begins like a recurrence, and is not understood. */
    | { kind: 'broken' }
  )

export type MentionOf<K extends Mention['kind']> = Extract<Mention, { kind: K }>
