import type * as z from 'zod'
import { type Run, runLambda, type Summary } from '../schedule/run.ts'

/**
 * The entry point of a Lambda that other functions start (`startFunction`). A run may come twice, at the same moment too.
 * Resolves to the worker's summary. @throws what the worker throws, and for a payload of another shape: Lambda repeats it twice
 * and keeps it then.
 */
export const workerLambda = <T>(
  name: string,
  payload: z.ZodType<T>,
  work: (run: Run, payload: T) => Promise<Summary>,
) => runLambda('worker', name, (run, event) => work(run, payload.parse(event)))
