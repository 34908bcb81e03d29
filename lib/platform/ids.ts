import { monotonicFactory } from 'ulid'

/** ULIDs, strictly increasing within this process. `at`: epoch milliseconds, default now. */
export const newUlid: (at?: number) => string = monotonicFactory()

export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
