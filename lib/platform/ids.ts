import { decodeTime, encodeTime, monotonicFactory } from 'ulid'

/** ULIDs, strictly increasing within this process. `at`: epoch milliseconds, default now. */
export const newUlid: (at?: number) => string = monotonicFactory()

/** Where ids made at `at` (epoch ms) or later begin: the bound of a range by time. */
export const ulidsFrom = (at: number): string => encodeTime(Math.max(0, at))

/** When an id was made, or the time that `ulidsFrom` was given: epoch ms. @throws Error for what does not begin like a ULID */
export const timeOfUlid = (id: string): number => decodeTime(id.padEnd(ULID_LENGTH, '0'))

const ULID_LENGTH = 26
