import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')

const sources = ['lib', 'functions']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => relative(root, join(root, folder, file))),
  )
  .sort()

/** The files whose code (comments aside) says one of the words. */
const filesWith = (words: RegExp): string[] =>
  sources.filter((file) => words.test(readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))

describe('nothing of a person is written but with its event', () => {
  it('transactions are sent by commit alone', () => {
    expect(filesWith(/\btransactWrite\b/)).toEqual(['lib/platform/events/commit.ts', 'lib/platform/table/table.ts'])
    expect(filesWith(/\bTransactWriteCommand\b/)).toEqual(['lib/platform/table/table.ts'])
  })

  it('rows outside of transactions are counts, what the stream derives, keys and what belongs to nobody, never entities', () => {
    expect(
      filesWith(/\b(PutCommand|ExecuteStatementCommand|PutItemCommand|UpdateItemCommand|DeleteItemCommand)\b/),
    ).toEqual([])
    expect(filesWith(/\bBatchWriteCommand\b/)).toEqual(['lib/platform/table/derived.ts'])
    expect(filesWith(/\b(UpdateCommand|DeleteCommand)\b/)).toEqual(['lib/platform/table/table.ts'])
    expect(filesWith(/\bdeleteItem\b/)).toEqual([
      'lib/domain/calendar/sync/channel.repository.ts', // which channel pushes may come by; rows of nobody, that end by themselves
      'lib/platform/encryption/data-key-row.ts', // a person's key: it has no events, so that it can be destroyed
      'lib/platform/table/table.ts',
    ])
    expect(filesWith(/\b(updateItem|tryUpdate)\b/)).toEqual([
      'lib/domain/ai/budget.repository.ts', // tokens reserved and settled
      'lib/domain/ai/usage.repository.ts', // what models were used for
      'lib/domain/billing/reconcile.repository.ts', // how far the job is; a row of nobody
      'lib/domain/billing/subscription.repository.ts', // events of customers that are nobody's yet
      'lib/domain/calendar/connections/oauth-state.repository.ts', // that a sign-in is used up; a row of nobody
      'lib/domain/calendar/sync/channel.repository.ts',
      'lib/domain/calendar/sync/secret.repository.ts', // who refreshes a token, and the one that came of it: in no event
      'lib/domain/calendar/sync/sync-state.repository.ts', // how far the sync of a connection is
      'lib/domain/file-sweep/sweep-progress.repository.ts', // how far the job is; a row of nobody
      'lib/domain/knowledge/search/index/vault-index.repository.ts', // what the vault's index is made of, and who writes it
      'lib/domain/search/lexicon.repository.ts', // words of the search index
      'lib/platform/counters.ts',
      'lib/platform/encryption/data-key-row.ts',
      'lib/platform/jobs/job-rows.ts', // how far long work is
      'lib/platform/rate-limit.ts',
      'lib/platform/table/table.ts',
    ])
  })
})
