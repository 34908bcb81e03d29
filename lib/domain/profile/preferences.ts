/** Rules for a profile's preferences, in which clients store settings: small JSON that the table can store exactly. */

export type Preferences = Record<string, unknown>

/** Bytes of JSON. A profile is read with many requests, and 4 KB are one read unit. */
export const MAX_PREFERENCES_BYTES = 16_384
const MAX_DEPTH = 8
/** DynamoDB stores numbers of 1E-130 to 9.99E+125; a client would not get back exactly a number beyond the safe integers. */
const SMALLEST = 1e-100

/** Keys that have a special meaning in JavaScript, and so for the table's client. */
const RESERVED = ['__proto__', 'constructor']

export const isPreferenceName = (name: string): boolean =>
  /^[A-Za-z0-9_.:-]{1,64}$/.test(name) && !RESERVED.includes(name)

/** The error in a value, or null. */
export const preferenceProblem = (value: unknown, depth = 1): string | null => {
  if (typeof value === 'number') return numberProblem(value)
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return `Must not be nested deeper than ${MAX_DEPTH} levels`
  const reserved = Object.keys(value).find((key) => RESERVED.includes(key))
  if (reserved) return `Must not have a key ${reserved}`
  return (
    Object.values(value)
      .map((one) => preferenceProblem(one, depth + 1))
      .find((problem) => problem !== null) ?? null
  )
}

const numberProblem = (value: number): string | null => {
  const size = Math.abs(value)
  return size > Number.MAX_SAFE_INTEGER || (size > 0 && size < SMALLEST) ? 'Must be a number of ordinary size' : null
}

/** `before` with the names of `patch` replaced; null removes a name. */
export const mergePreferences = (before: Preferences, patch: Preferences): Preferences =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null))

export const preferencesBytes = (preferences: Preferences): number =>
  new TextEncoder().encode(JSON.stringify(preferences)).length
