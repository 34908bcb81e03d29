import type { Emit } from './events.ts'
import type { Store } from './store.ts'

/** What the rules of the stand-in work on. */
export type Books = {
  store: Store
  emit: Emit
  /** Address of the stand-in, for links to its pages. */
  base: string
}
