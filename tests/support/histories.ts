/**
 * How many random histories a suite plays in memory. `npm test` plays few of them, the gate .ci/histories 10,000 of each suite.
 * `HISTORIES=100000 npx vitest run …` looks further.
 */
export const HISTORIES = Number(process.env.HISTORIES ?? 300)

/** How many the sync itself plays with a provider that only its model has, where one takes four times as long. The gate plays 3,000. */
export const SYNC_HISTORIES = Number(process.env.SYNC_HISTORIES ?? process.env.HISTORIES ?? 300)

/** How many it plays through the whole engine and its table, where one costs thirty times as much. The gate plays 200. */
export const ENGINE_HISTORIES = Number(process.env.ENGINE_HISTORIES ?? 50)

/** A handful of histories may happen to hold no crash at all. From this many on, every outcome has to be among them. */
export const MANY = 20
