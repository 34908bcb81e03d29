/** From the least to the most. */
export const TIERS = ['starter', 'pro', 'team', 'enterprise'] as const
export type Tier = (typeof TIERS)[number]
