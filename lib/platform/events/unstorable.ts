import { type AppError, invalid, payloadTooLarge } from '../errors.ts'
import type { Change } from './change.ts'

type Failure = { name?: string; message?: string; CancellationReasons?: { Code?: string; Message?: string }[] }

/** DynamoDB's bounds of a number's magnitude. */
const [LEAST, MOST] = [1e-130, 1e126]

/** DynamoDB's refusal of a value that it can never store, as an error about the request; null for other errors. */
export const unstorable = (error: unknown, changes: Change[]): AppError | null => {
  const said = saidOf(error as Failure)
  if (/item size/i.test(said)) return payloadTooLarge('What is to be stored is larger than 400 KB')
  if (!/number (under|over)flow|magnitude/i.test(said)) return null
  const fields = changes.flatMap(({ data }) => Object.entries(data).flatMap(([name, value]) => outside(name, value)))
  return invalid(
    fields.map((name) => ({ loc: ['body', name], msg: 'Too close to 0 or too large', type: 'value_error' })),
  )
}

const saidOf = ({ name, message = '', CancellationReasons = [] }: Failure): string =>
  name === 'ValidationException'
    ? message
    : CancellationReasons.filter(({ Code }) => Code === 'ValidationError')
        .map(({ Message }) => Message)
        .join()

const outside = (name: string, value: unknown): string[] => {
  const size = typeof value === 'number' ? Math.abs(value) : 0
  return size !== 0 && (size < LEAST || size >= MOST) ? [name] : []
}
