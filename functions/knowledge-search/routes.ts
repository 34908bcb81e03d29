import {
  VaultAnswer,
  VaultQuestion,
  VaultSearchAnswer,
  VaultSearchQuery,
} from '../../lib/domain/knowledge/search/search.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['knowledge']

export const routes = {
  searchVault: {
    method: 'GET',
    path: '/knowledge/search',
    summary: 'Search the vault',
    tags,
    query: VaultSearchQuery,
    status: 200,
    response: VaultSearchAnswer,
    description:
      'All of every note, document, lesson, flashcard, course and module, by words (with typing errors, parts of words) and, with an embedding model, by meaning. A change is found at once.',
  },
  askVault: {
    method: 'POST',
    path: '/knowledge/ask',
    summary: 'Answer a question from the vault',
    tags,
    body: VaultQuestion,
    status: 200,
    response: VaultAnswer,
    errors: ['RATE_LIMITED'],
    description:
      'The answer comes from notes, documents and lessons alone, and each citation is a verbatim slice of an item’s content. Without a language model the answer is null and the passages that answer best are there.',
  },
} satisfies RouteTable
