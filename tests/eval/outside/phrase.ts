/** A phrase that strangers wrote for another parser, and what they expect of it. */
export type Phrase = Expected & {
  text: string
  /** Where it is not said at the source's moment: YYYY-MM-DDTHH:mm. */
  now?: string
}

type Expected = ExpectedDay | ExpectedTime | ExpectedLength | ExpectedRecurrence

export type ExpectedDay = { kind: 'day'; day: string }

/** `at`: HH:mm, or a part of the day where the phrase names no hour. `day` is null where the phrase leaves it open. */
export type ExpectedTime = { kind: 'time'; day: string | null; at: string }

export type ExpectedLength = { kind: 'time'; minutes: number }

export type ExpectedRecurrence = {
  kind: 'recurrence'
  /** RFC 5545, of days. */
  rule: string
  at?: string
  /** The first day that may come up, where the phrase names one. */
  from?: string
  /** "for 3 weeks": sources differ by up to two days in whether the last one counts. */
  about?: true
}

export const KINDS = ['recurrence', 'day', 'time'] as const
export type Kind = (typeof KINDS)[number]

/** All phrases of a source are in one set, so that the held-out half is written by other people than the known half. */
export type Source = {
  name: string
  url: string
  /** Only facts are taken (a phrase, the moment, what it means), never code; the licence is named all the same. */
  licence: string
  set: 'known' | 'heldOut'
  /** When the phrases are said: YYYY-MM-DDTHH:mm, in `zone`. */
  now: string
  zone: string
  /** How many phrases of the source are not here, and why. */
  leftOut: string
  phrases: Phrase[]
}

export const day = (text: string, expected: string, now?: string): Phrase => ({
  kind: 'day',
  text,
  day: expected,
  ...(now && { now }),
})

/** `expected`: "2026-03-12 17:00", "17:00", "2026-03-12 morning". */
export const time = (text: string, expected: string, now?: string): Phrase => {
  const [first = '', second] = expected.split(' ')
  return { kind: 'time', text, day: second ? first : null, at: second ?? first, ...(now && { now }) }
}

export const lasts = (text: string, minutes: number): Phrase => ({ kind: 'time', text, minutes })

type Details = Omit<ExpectedRecurrence, 'kind' | 'rule'> & { now?: string }

export const repeats = (text: string, rule: string, details: Details = {}): Phrase => ({
  kind: 'recurrence',
  text,
  rule: `FREQ=${rule}`,
  ...details,
})
