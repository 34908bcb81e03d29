import type { Granted } from './oauth.ts'
import { CalendarUnavailable } from './provider.ts'

/** What a sign-in gave cannot be used, such as one without a scope that is needed. */
export class UnusableGrant extends CalendarUnavailable {
  readonly granted: Granted

  constructor(code: string, message: string, granted: Granted) {
    super(code, message)
    this.granted = granted
  }
}
