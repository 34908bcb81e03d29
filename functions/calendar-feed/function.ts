import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Feeds that other calendars read, by the secret in their address',
  access: { table: ['read'], index: ['GSI1'] },
} satisfies FunctionSpec
