import fc from 'fast-check'

/**
 * Properties draw the same examples on every run, so that a change is judged by what it changed.
 * `FAST_CHECK_SEED=random` draws others: for looking for what nobody thought of. A number repeats a run.
 */
const seed = process.env.FAST_CHECK_SEED ?? '1'
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
