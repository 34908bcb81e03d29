import { expect, test } from 'vitest'
import { matchesFilter } from '../../../infra/local/stream-filter.ts'

const record = { eventName: 'INSERT', dynamodb: { Keys: { PK: { S: 'USER#1' }, SK: { S: 'EVENT#01' } } } }
const sortKey = (rule: unknown) => ({ dynamodb: { Keys: { SK: { S: [rule] } } } })

test('every key of a pattern has to match, and a list matches with one of its rules', () => {
  expect(matchesFilter(record, { eventName: ['MODIFY', 'INSERT'], ...sortKey({ prefix: 'EVENT#' }) })).toBe(true)
  expect(matchesFilter(record, { eventName: ['MODIFY'], ...sortKey({ prefix: 'EVENT#' }) })).toBe(false)
  expect(matchesFilter(record, sortKey({ prefix: 'TASK#' }))).toBe(false)
  expect(matchesFilter(record, sortKey({ suffix: '01' }))).toBe(true)
  expect(matchesFilter(record, sortKey({ 'anything-but': ['EVENT#01'] }))).toBe(false)
})

test('a key that is not there matches only a rule that says so', () => {
  expect(matchesFilter(record, { dynamodb: { NewImage: [{ exists: false }] } })).toBe(true)
  expect(matchesFilter(record, { dynamodb: { NewImage: { type: { S: ['task.created'] } } } })).toBe(false)
  expect(matchesFilter(record, { dynamodb: { NewImage: { type: { S: [{ 'anything-but': ['x'] }] } } } })).toBe(false)
})

test('a rule it does not know is an error, not a match', () => {
  expect(() => matchesFilter(record, sortKey({ numeric: ['>', 1] }))).toThrow('numeric')
})
