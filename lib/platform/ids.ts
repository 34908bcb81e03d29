import { encodeTime, monotonicFactory } from 'ulid'

/** ULIDs, strictly increasing within this process. `at`: epoch milliseconds, default now. */
export const newUlid: (at?: number) => string = monotonicFactory()

/** Where ids made at `at` (epoch ms) or later begin: the bound of a range by time. */
export const ulidsFrom = (at: number): string => encodeTime(Math.max(0, at))
