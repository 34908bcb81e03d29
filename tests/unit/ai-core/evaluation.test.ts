import { describe, expect, test } from 'vitest'
import { type ParsedTask, parseTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { heldOutSources } from '../../eval/outside/held-out-sources.ts'
import { knownSources } from '../../eval/outside/known-sources.ts'
import { day, KINDS, type Phrase, repeats, type Source, time } from '../../eval/outside/phrase.ts'
import { OUTCOMES, type Outcome, scoreOutside } from '../../eval/outside/score-outside.ts'

const NOTHING: ParsedTask = {
  ...parseTask('x', { now: 0, zone: 'UTC' }),
  title: '',
}

/** The outcome where a parser answers `task` to "Call Bob …", on Wednesday, 11 March 2026, in UTC. */
const outcome = (phrase: Phrase, task: Partial<ParsedTask>): Outcome | undefined => {
  const source: Source = {
    name: 'test',
    url: '',
    licence: '',
    set: 'known',
    now: '2026-03-11T10:30',
    zone: 'UTC',
    leftOut: '',
    phrases: [phrase],
  }
  const tally = scoreOutside([source], () => ({ ...NOTHING, title: 'Call Bob', ...task }))[phrase.kind]
  expect(tally.of).toBe(1)
  return OUTCOMES.find((name) => tally[name] === 1)
}

describe('the evaluation', () => {
  test('has at least 450 phrases of other parsers, about half of every kind held out', () => {
    const counts = KINDS.map((kind) => {
      const count = (sources: Source[]) =>
        sources.flatMap(({ phrases }) => phrases.filter((p) => p.kind === kind)).length
      const [known, heldOut] = [count(knownSources), count(heldOutSources)]
      expect(heldOut / (known + heldOut)).toBeGreaterThan(0.4)
      expect(heldOut / (known + heldOut)).toBeLessThan(0.6)
      return known + heldOut
    })
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(140)
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(450)
  })

  test('keeps the phrases of a source in one set, and the sets apart', () => {
    const texts = (sources: Source[]) => sources.flatMap(({ phrases }) => phrases.map(({ text }) => text.toLowerCase()))
    expect(knownSources.every(({ set }) => set === 'known')).toBe(true)
    expect(heldOutSources.every(({ set }) => set === 'heldOut')).toBe(true)
    const known = new Set(texts(knownSources))
    expect(texts(heldOutSources).filter((text) => known.has(text))).toEqual([])
  })

  test('a right value with nothing but the title left is right', () => {
    expect(outcome(day('tomorrow', '2026-03-12'), { dueDate: '2026-03-12' })).toBe('right')
    const four = { dueDate: '2026-03-12', scheduledStart: '2026-03-12T16:00:00.000Z' }
    expect(outcome(time('tomorrow at 4', '2026-03-12 16:00'), four)).toBe('right')
    expect(outcome(time('tomorrow afternoon', '2026-03-12 afternoon'), four)).toBe('right')
  })

  test('an untouched text is not read, and so is what the parser reports', () => {
    const phrase = repeats('every blue moon', 'YEARLY')
    expect(outcome(phrase, { title: 'Call Bob every blue moon' })).toBe('notRead')
    expect(outcome(phrase, { title: 'Call Bob every blue moon', unparsed: ['every blue moon'] })).toBe('notRead')
  })

  test('a wrong value is wrong, reported or not', () => {
    const phrase = day('friday week', '2026-03-20')
    expect(outcome(phrase, { dueDate: '2026-03-13' })).toBe('wrong')
    expect(outcome(phrase, { dueDate: '2026-03-13', title: 'Call Bob week', unparsed: ['week'] })).toBe('wrong')
  })

  test('a wrong value of words that the parser says could be meant otherwise is a guess, unless words are left over', () => {
    const phrase = day('4/5', '2026-05-04')
    const guess = { dueDate: '2026-04-05', assumed: ['4/5'] }
    expect(outcome(phrase, guess)).toBe('guessed')
    expect(outcome(phrase, { ...guess, title: 'Call Bob on' })).toBe('wrong')
    expect(outcome(phrase, { ...guess, dueDate: '2026-05-04' })).toBe('right')
  })

  test('words lost or left over without a report are wrong, even with a right value', () => {
    const phrase = day('friday', '2026-03-13')
    expect(outcome(phrase, { dueDate: '2026-03-13', title: 'Call Bob on' })).toBe('wrong')
    expect(outcome(phrase, {})).toBe('wrong')
  })

  test('rules with the same days are equal, however they are written', () => {
    const friday = repeats('every other friday', 'WEEKLY;INTERVAL=2;BYDAY=FR')
    const answer = { dueDate: '2026-03-13', rrule: 'FREQ=WEEKLY;INTERVAL=2' }
    expect(outcome(friday, answer)).toBe('right')
    expect(outcome(friday, { ...answer, rrule: 'FREQ=WEEKLY' })).toBe('wrong')
    expect(outcome(friday, { ...answer, dueDate: '2026-03-12' })).toBe('wrong')
    const ten = repeats('daily, 10 times', 'DAILY;COUNT=10')
    expect(outcome(ten, { dueDate: '2026-03-11', rrule: 'FREQ=DAILY;UNTIL=20260320' })).toBe('right')
    expect(outcome(ten, { dueDate: '2026-03-11', rrule: 'FREQ=DAILY' })).toBe('wrong')
  })

  test('a time, a length or a repetition that nobody named is wrong', () => {
    const phrase = day('tomorrow', '2026-03-12')
    const right = { dueDate: '2026-03-12' }
    expect(outcome(phrase, { ...right, scheduledStart: '2026-03-12T09:00:00.000Z' })).toBe('wrong')
    expect(outcome(phrase, { ...right, size: 30 })).toBe('wrong')
    expect(outcome(phrase, { ...right, rrule: 'FREQ=DAILY' })).toBe('wrong')
  })
})
