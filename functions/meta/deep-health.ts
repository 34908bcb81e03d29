import { AppError } from '../../lib/platform/errors.ts'

/** Asks something that the API needs, until a time, epoch ms. Rejects when it does not answer. */
export type Check = (deadline: number) => Promise<unknown>

const CHECK_MS = 2_000
/** Who asks again and again gets what was found last, so that nobody can make cost by asking. */
const KEPT_MS = 10_000
const RETRY_SECONDS = 10

/**
 * Says whether everything the API needs answers: all are asked at once, each for two seconds, and at most every ten seconds. The
 * error names what failed and nothing of it. @throws 503
 */
export const deepHealth = <N extends string>(checks: Record<N, Check>, now: () => number = Date.now) => {
  let asked: { at: number; failed: Promise<string[]> } | undefined
  return async (): Promise<{ status: 'ok'; checks: Record<N, 'ok'> }> => {
    if (!asked || now() - asked.at >= KEPT_MS) asked = { at: now(), failed: failedOf(checks) }
    const failed = await asked.failed
    const names = Object.keys(checks) as N[]
    if (failed.length === 0)
      return { status: 'ok', checks: Object.fromEntries(names.map((name) => [name, 'ok'])) as Record<N, 'ok'> }
    const details = failed.map((name) => ({ loc: [name], msg: 'It does not answer', type: 'unavailable' }))
    throw new AppError(503, 'SERVICE_UNAVAILABLE', `Not everything answers: ${failed.join(', ')}`, {
      details,
      retryAfterSeconds: RETRY_SECONDS,
    })
  }
}

const failedOf = async (checks: Record<string, Check>): Promise<string[]> => {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await answers(check)) ? [] : [name])),
  )
  return outcomes.flat()
}

const answers = async (check: Check): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS)
  })
  const asked = check(Date.now() + CHECK_MS).then(
    () => true,
    () => false,
  )
  const isThere = await Promise.race([asked, late])
  clearTimeout(timer)
  return isThere
}
