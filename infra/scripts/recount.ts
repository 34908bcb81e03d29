import { setTimeout as sleep } from 'node:timers/promises'
import { KINDS } from '../../lib/domain/kinds/kinds.ts'
import { type Counts, readCounters, setCounts } from '../../lib/platform/counters.ts'
import { prefixOf } from '../../lib/platform/events/kind.ts'
import { fromItem } from '../../lib/platform/events/stored.ts'
import { sk, startingWith, userPk } from '../../lib/platform/table/keys.ts'
import { getItem, queryAll, tryUpdate } from '../../lib/platform/table/table.ts'

/** How long a change may take to arrive in the stream: changes counted here must not be counted by the stream again. */
const LAG_MS = 2_000

/**
 * Counts a person's entities and sets the counters, once the stream has had no new record for two seconds before
 * the count and until its end. @throws Error when the deadline (epoch ms) passes without such a pause.
 */
export const recount = async (userId: string, deadline: number, lagMs = LAG_MS): Promise<Counts> => {
  while (Date.now() + lagMs < deadline) {
    const before = await readCounters(userId, deadline)
    await sleep(lagMs)
    const counts = await countStored(userId, deadline)
    if (await setCounts(userId, before, counts, deadline)) return counts
  }
  throw new Error('Counters not set: the person keeps changing things, try again later')
}

const countStored = async (userId: string, deadline: number): Promise<Counts> => {
  const kinds = KINDS.filter(({ counted }) => counted !== false)
  const counted = kinds.map(async (kind): Promise<[string, number]> => {
    const range = { pk: userPk(userId), ...startingWith(prefixOf(kind)) }
    return [kind.name, (await queryAll(range, { deadline, consistent: true })).length]
  })
  return Object.fromEntries((await Promise.all(counted)).filter(([, count]) => count > 0))
}

/**
 * Sets what the person stores outside the table to what rows name, unless something is stored meanwhile: then it is counted
 * again. Resolves to the bytes. @throws Error when the deadline (epoch ms) passes without such a pause
 */
export const recountStorage = async (userId: string, deadline: number): Promise<number> => {
  const pk = userPk(userId)
  const rowsOf = (prefix: string) => queryAll({ pk, ...startingWith(prefix) }, { deadline, consistent: true })
  while (Date.now() < deadline) {
    const before = (await getItem({ PK: pk, SK: sk.storage() }, { deadline, consistent: true }))?.used
    const held = (await rowsOf(sk.storageHold(''))).map(({ bytes }) => Number(bytes))
    const kinds = KINDS.map(async (kind) => {
      if (!kind.stores) return 0
      const rows = await rowsOf(prefixOf(kind))
      return rows.reduce((sum, row) => sum + (kind.stores?.bytes(fromItem(kind, row)) ?? 0), 0)
    })
    const used = [...held, ...(await Promise.all(kinds))].reduce((sum, one) => sum + one, 0)
    const { done } = await tryUpdate(
      {
        Key: { PK: pk, SK: sk.storage() },
        UpdateExpression: 'SET used = :used',
        ConditionExpression: before === undefined ? 'attribute_not_exists(used)' : 'used = :before',
        ExpressionAttributeValues: { ':used': used, ...(before !== undefined && { ':before': before }) },
      },
      deadline,
    )
    if (done) return used
  }
  throw new Error('Storage not counted: the person keeps storing things, try again later')
}
