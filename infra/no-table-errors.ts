import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

/** The errors that reading and writing items may have. */
const KEPT = new Set([
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerError',
  'InvalidEndpointException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
])

const REGISTERED = /^n0_registry\.registerError\((\w+)\$, \1\);\n/gm

/**
 * Leaves out the classes of DynamoDB's other errors, those of backups, exports and the like, and all of a client's package.json but
 * its version. An error without a class still has its name and message.
 */
export const noTableErrors: Plugin = {
  name: 'no-table-errors',
  setup: ({ onLoad }) => {
    onLoad({ filter: /client-dynamodb[/]dist-es[/]schemas[/]schemas_0[.]js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(REGISTERED, (line, name) => (KEPT.has(name) ? line : '')),
      loader: 'js',
    }))
    onLoad({ filter: /@aws-sdk[/]client-[\w-]+[/]package[.]json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
