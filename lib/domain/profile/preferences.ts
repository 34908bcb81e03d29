/** Rules for what clients may keep in a profile's preferences: small JSON that the table can hold exactly. */

export type Preferences = Record<string, unknown>

/** Bytes of JSON. A profile is read with many requests, and 4 KB are one read unit. */
export const MAX_PREFERENCES_BYTES = 16_384
const MAX_DEPTH = 8
/** DynamoDB keeps numbers of 1E-130 to 9.99E+125; beyond the safe integers a client would not get back what it sent. */
const SMALLEST = 1e-100

/** Keys that JavaScript, and so the table's client, takes for something else than a key. */
const RESERVED = ['__proto__', 'constructor']

export const isPreferenceName = (name: string): boolean =>
  /^[A-Za-z0-9_.:-]{1,64}$/.test(name) && !RESERVED.includes(name)

/** What is wrong with a value, or null. */
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

/** `patch` over `before`, by name; null removes a name. */
export const mergePreferences = (before: Preferences, patch: Preferences): Preferences =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null))

export const preferencesBytes = (preferences: Preferences): number =>
  new TextEncoder().encode(JSON.stringify(preferences)).length
