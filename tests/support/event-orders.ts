import type { Step } from './stripe-truth.ts'

/** A life of six events that webhooks are about. */
export const SIX_EVENTS: Step[] = ['buy', 'renew', 'switch', 'payment-fails', 'cancel-now'].map((action, price) => ({
  action,
  price,
}))

/** All orders of the numbers below `n`. */
export const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((one) => one.map((_, i) => one.toSpliced(i, 0, n - 1)).concat([[...one, n - 1]]))
