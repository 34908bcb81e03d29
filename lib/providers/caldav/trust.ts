/** Apple has the data of an account on another host than the one that everybody enters. */
const APPLE = /(^|\.)icloud\.com(\.cn)?$/

/**
 * Whether the password for a server may be sent to an address: it has the same origin, or it is encrypted and belongs to the same
 * host, to a host below it, or, with Apple, to another of Apple's. All else has to be entered by the person.
 */
export const isTrusted = (entered: string, address: string): boolean => {
  const from = new URL(entered)
  const to = new URL(address)
  if (to.origin === from.origin) return true
  if (to.protocol !== 'https:') return false
  const [host, other] = [from.hostname, to.hostname]
  return other === host || (host.includes('.') && other.endsWith(`.${host}`)) || (APPLE.test(host) && APPLE.test(other))
}
