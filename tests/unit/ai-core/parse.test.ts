import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { Text } from '../../../lib/domain/fields.ts'
import { CreateTask } from '../../../lib/domain/tasks/task-input.schema.ts'
import { heldOut } from '../../eval/held-out.ts'
import { known } from '../../eval/known.ts'
import { NOW, ZONE } from '../../eval/sample.ts'
import { found, scoreOf, shareOf } from '../../eval/score.ts'
import { cpuMs } from '../../support/timing.ts'

const parse = (text: string, now = NOW, zone = ZONE) => parseTask(text, { now, zone })

describe('of the sentences people type', () => {
  for (const [name, samples] of Object.entries({ known, heldOut })) {
    const scores = scoreOf(samples, (text) => found(parse(text)))
    test(`90 % of dates, 95 % of priorities and 90 % of recurrences are right (${name})`, () => {
      expect(shareOf(scores.dates)).toBeGreaterThanOrEqual(0.9)
      expect(shareOf(scores.priorities)).toBeGreaterThanOrEqual(0.95)
      expect(shareOf(scores.recurrences)).toBeGreaterThanOrEqual(0.9)
      expect(shareOf(scores.titles)).toBeGreaterThanOrEqual(0.9)
    })
  }

  test('there are at least 150, a good part of them held out', () => {
    expect(known.length + heldOut.length).toBeGreaterThanOrEqual(150)
    expect(heldOut.length).toBeGreaterThanOrEqual(50)
    const texts = [...known, ...heldOut].map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
  })
})

const pieces = [...known, ...heldOut].flatMap(({ text }) => text.split(' '))
const Typed = fc
  .oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: fc.constantFrom(...'1 /-:.,@#!apm() every mondayjun"'), maxLength: 200 }),
  )
  .filter((text) => Text().safeParse(text).success)
const Zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'America/St_Johns')
const Now = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2090-01-01') })

describe('whatever is typed', () => {
  test('the answer can be created as a task', () => {
    fc.assert(
      fc.property(Typed, Now, Zone, (text, now, zone) => {
        const { rrule, repeatFrom, area, description, unparsed: _, assumed: __, ...task } = parse(text, now, zone)
        if (task.title === '') return
        const answer = CreateTask.safeParse({
          ...task,
          rrule,
          ...(repeatFrom && { repeatFrom }),
          ...(area && { area }),
          priority: task.priority ?? 'P3',
        })
        expect(answer.error?.issues ?? []).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  test('the title and the description are words of the text, in its order', () => {
    fc.assert(
      fc.property(Typed, (text) => {
        const { title } = parse(text)
        let from = 0
        for (const word of title.split(/\s+/u).filter(Boolean)) {
          for (const letter of word) {
            from = text.indexOf(letter, from) + 1
            expect(from).toBeGreaterThan(0)
          }
        }
        expect(title === '').toBe(text.trim() === '')
      }),
      { numRuns: 2_000 },
    )
  })

  test('days that were not named in full lie ahead', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known.filter(({ text, due }) => due && !/20\d\d/u.test(text))),
        Now,
        Zone,
        ({ text }, now, zone) => {
          const { scheduledStart, dueDate } = parse(text, now, zone)
          const today = new Date(now - 86_400_000).toISOString().slice(0, 10)
          if (dueDate) expect(dueDate >= today).toBe(true)
          if (scheduledStart && !/today|tonight/u.test(text))
            expect(Date.parse(scheduledStart)).toBeGreaterThan(now - 86_400_000)
        },
      ),
    )
  })

  test('text beyond a title goes to the description, word for word', () => {
    const { title, description, dueDate } = parse('Plan the trip friday\n\n- book #hotel\n- pack tomorrow')
    expect({ title, description, dueDate }).toEqual({
      title: 'Plan the trip',
      description: '- book #hotel\n- pack tomorrow',
      dueDate: '2026-03-13',
    })
    const long = `${'word '.repeat(300)}end`
    const parsed = parse(long)
    expect(`${parsed.title} ${parsed.description}`).toBe(long)
    expect(parsed.title.length).toBeLessThanOrEqual(500)
  })

  test('nothing typed makes it slow', () => {
    const hostile = [
      '1 ',
      'may 1 1 ',
      '#a ',
      'every ',
      '(',
      'at 5 ',
      'x@',
      'mon, ',
      '12:30-',
      '"',
      '1/1/',
      'every mon and ',
    ].map((piece) => piece.repeat(100_000 / piece.length))
    for (const text of hostile) parse(text)
    for (const text of hostile) {
      expect(cpuMs(() => parse(text))).toBeLessThan(1_000)
    }
  })
})

describe('the person’s clock', () => {
  test('decides what today is', () => {
    const late = Date.parse('2026-03-12T03:30:00Z') // still the 11th in New York
    expect(parse('Call Sam today', late).dueDate).toBe('2026-03-11')
    expect(parse('Call Sam today', late, 'Asia/Tokyo').dueDate).toBe('2026-03-12')
  })

  test('keeps wall times across a change to summer time', () => {
    const before = Date.parse('2026-03-07T15:00:00Z')
    expect(parse('Run sunday at 9am', before).scheduledStart).toBe('2026-03-08T13:00:00.000Z')
    expect(parse('Run today at 1pm', before).scheduledStart).toBe('2026-03-07T18:00:00.000Z')
    expect(parse('Check the oven in 90 minutes', Date.parse('2026-03-08T06:30:00Z')).scheduledStart).toBe(
      '2026-03-08T08:00:00.000Z',
    )
  })

  test('ends a series on the day named, counted or after so long', () => {
    expect(parse('Swim every monday until may 4').rrule).toBe('FREQ=WEEKLY;BYDAY=MO;UNTIL=20260504')
    expect(parse('Swim every monday for 3 weeks').rrule).toBe('FREQ=WEEKLY;BYDAY=MO;UNTIL=20260405')
    expect(parse('Swim every monday 4 times').rrule).toBe('FREQ=WEEKLY;BYDAY=MO;COUNT=4')
    expect(parse('Descale the kettle every! 3 months')).toMatchObject({
      repeatFrom: 'completion',
      title: 'Descale the kettle',
    })
  })
})
