import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { recentRedemptionsOf } from './redemption.repository.ts'
import { redemptionFields } from './reward.fields.ts'
import type { RewardRedemption } from './reward.schema.ts'

/** Never deleted by itself. When its reward is purged, the redemption goes with it, and the ledger still has the purchase. */
export const REDEMPTION: Kind<RewardRedemption> = {
  name: 'redemption',
  label: 'Redemption',
  title: 'rewardTitle',
  defaults: defaultsOf(redemptionFields),
  sk: ({ rewardId, id }) => sk.redemption(rewardId, id),
  parent: { kind: 'reward', field: 'rewardId', rows: sk.redemptions },
  isGoneWhenDeleted: true,
  sideRows: recentRedemptionsOf,
}
