import { unavailable } from './errors.ts'

/** For work in many steps, any of which may be the last: throws 503 when there is no time for another one. `deadline`: epoch ms. */
export const checkDeadline = (deadline: number): void => {
  if (Date.now() >= deadline) throw unavailable()
}
