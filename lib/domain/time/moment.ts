/** When and where something is looked at: epoch ms, and the person's IANA time zone. */
export type Moment = { now: number; zone: string }
