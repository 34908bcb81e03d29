import { prefixOf } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { KINDS } from '../kinds/kinds.ts'

const TRACKED = KINDS.filter(({ counted }) => counted !== false)

/**
 * The stream records that matter here: rows that hold entities, what comes into the trash and leaves it, restorations, and blocks of
 * plans.
 */
export const filterPatterns = (): Record<string, unknown>[] => [
  { dynamodb: { Keys: { SK: { S: TRACKED.map((kind) => ({ prefix: prefixOf(kind) })) } } } },
  { eventName: ['INSERT', 'REMOVE'], dynamodb: { Keys: { SK: { S: [{ prefix: sk.trash('') }] } } } },
  { eventName: ['INSERT'], dynamodb: { Keys: { SK: { S: [{ prefix: sk.restoration('') }] } } } },
  { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { SK: { S: [{ prefix: sk.focusTasks() }] } } } },
]
