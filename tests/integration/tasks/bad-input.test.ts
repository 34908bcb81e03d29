import { beforeAll, describe, expect, it } from 'vitest'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'

let api: ReturnType<typeof apiFor>
beforeAll(async () => {
  api = apiFor((await signUp()).accessToken)
})

const good = { title: 'Good', area: 'Health' }
const stored = async () => (await api.events('GET', '/events')).data.data.length

const REFUSED: [string, unknown, string][] = [
  ['a title of another type', { ...good, title: 5 }, 'title'],
  ['a blank title', { ...good, title: '   ' }, 'title'],
  ['a title with NUL', { ...good, title: 'a\u0000b' }, 'title'],
  ['a title with a control character', { ...good, title: 'a\u001bb' }, 'title'],
  ['a title with a C1 control character', { ...good, title: 'a\u009bb' }, 'title'],
  ['a title that shows nothing', { ...good, title: '\u200b\u2060' }, 'title'],
  ['a title of 501 characters', { ...good, title: 'x'.repeat(501) }, 'title'],
  ['an unknown area', { ...good, area: 'DayJob' }, 'area'],
  ['an unknown status', { ...good, status: 'NotStarted' }, 'status'],
  ['a day that does not exist', { ...good, dueDate: '2026-02-30' }, 'dueDate'],
  ['a leap day of a common year', { ...good, dueDate: '2027-02-29' }, 'dueDate'],
  ['a day in the year 9999', { ...good, dueDate: '9999-01-01' }, 'dueDate'],
  ['an instant without a zone', { ...good, scheduledStart: '2026-01-01T10:00:00' }, 'scheduledStart'],
  [
    'an end before its start',
    { ...good, scheduledStart: '2026-01-02T10:00:00Z', scheduledEnd: '2026-01-01T10:00:00Z' },
    'scheduledEnd',
  ],
  ['half a character', { ...good, title: 'a\ud800b' }, 'title'],
  ['an instant beyond the year 9999', { ...good, scheduledStart: '9999-12-31T23:30:00-05:00' }, 'scheduledStart'],
  ['an instant before the year 0', { ...good, scheduledDate: '0000-01-01T00:00:00+05:00' }, 'scheduledDate'],
  ['a size too small for a number of the table', { ...good, size: 5e-324 }, 'size'],
  ['a negative size', { ...good, size: -1 }, 'size'],
  ['points with a third decimal', { ...good, pointValue: 0.001 }, 'pointValue'],
  ['a rule that is none', { ...good, isRecurring: true, rrule: 'FREQ=NEVER' }, 'rrule'],
  ['a repeat without a rule', { ...good, isRecurring: true }, 'recurrenceRule'],
  ['an interval of 0', { ...good, recurrenceRule: { frequency: 'Daily', interval: 0 } }, 'interval'],
  ['an id with a control character', { ...good, parentTaskId: 'a\u0000' }, 'parentTaskId'],
  ['a goal that does not exist', { ...good, goalIds: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] }, 'goalIds'],
  ['a parent that does not exist', { ...good, parentTaskId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'parentTaskId'],
  ['eleven goals', { ...good, goalIds: Array.from({ length: 11 }, (_, i) => `goal${i}`) }, 'goalIds'],
  ['labels that are no list', { ...good, labels: 'one' }, 'labels'],
]

describe('a body', () => {
  it.each(REFUSED)('with %s is refused by name, and nothing is stored', async (_, body, field) => {
    const before = await stored()
    const answer = await api.tasks('POST', '/tasks', { body })
    expect(answer.status, answer.raw).toBe(400)
    expect(answer.error.code).toBe('VALIDATION_ERROR')
    expect(
      answer.error.details.flatMap(({ loc }: { loc: string[] }) => loc),
      answer.raw,
    ).toContain(field)
    expect(await stored()).toBe(before)
  })

  it('of 1 MB + 1 byte is too large, of another type unsupported', async () => {
    const large = JSON.stringify({ ...good, notes: '' }).padEnd(1_048_577)
    expect((await api.tasks('POST', '/tasks', { body: large })).status).toBe(413)
    const form = await api.tasks('POST', '/tasks', {
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(form.status).toBe(415)
  })

  it('keeps emoji, right-to-left text, combining marks and line breaks exactly', async () => {
    for (const title of [
      '🧑🏽‍🚀 to the 🌕',
      'قراءة كتاب ‏جديد',
      'Zürich vs Zu\u0308rich',
      'two\nlines\tand a tab',
      '\u202eflipped',
      'ZWJ\u200dand\ufeffBOM',
    ]) {
      const { data } = await api.tasks('POST', '/tasks', { body: { ...good, title } })
      expect((await api.tasks('GET', `/tasks/${data.id}`)).data.title).toBe(title)
    }
  })

  it('with what the server owns or does not know is refused, naming each of those fields', async () => {
    const before = await stored()
    const unknown = {
      id: 'mine',
      userId: 'x',
      version: 99,
      pointsAwarded: true,
      pointsPaid: 5,
      PK: 'USER#x',
      constructor: 1,
      nonsense: 1,
    }
    const { status, error } = await api.tasks('POST', '/tasks', { body: { ...good, ...unknown } })
    expect(status).toBe(400)
    const named = Object.keys(unknown).map((name) => ({ loc: ['body', name], type: 'unrecognized_keys' }))
    expect(error.details).toMatchObject(named)
    expect(await stored()).toBe(before)
  })

  it('with an unknown field inside a field is refused, naming the way to it', async () => {
    const recurrenceRule = { frequency: 'Daily', interval: 1, every: 2 }
    const { status, error } = await api.tasks('POST', '/tasks', { body: { ...good, recurrenceRule } })
    expect(status).toBe(400)
    expect(error.details).toMatchObject([{ loc: ['body', 'recurrenceRule', 'every'], type: 'unrecognized_keys' }])
  })
})

describe('a header or query value', () => {
  it.each(['3', 'v3', '"3', '"3""4"', '', 'W/3', '"\u0007"'])('If-Match %j is refused by name', async (value) => {
    const { data } = await api.tasks('POST', '/tasks', { body: good })
    const answer = await api.tasks('PATCH', `/tasks/${data.id}`, {
      body: { title: 'x' },
      headers: { 'if-match': value },
    })
    expect(answer.status).toBe(400)
    expect(answer.error.details[0].loc).toEqual(['header', 'If-Match'])
  })

  it('If-Match takes *, lists, and never a weak tag', async () => {
    const { data } = await api.tasks('POST', '/tasks', { body: good })
    const patch = async (value: string) =>
      (await api.tasks('PATCH', `/tasks/${data.id}`, { body: { title: value }, headers: { 'if-match': value } })).status
    expect([await patch('*'), await patch('"9", "2"'), await patch('W/"3"'), await patch('"1"')]).toEqual([
      200, 200, 412, 412,
    ])
  })

  it.each([
    ['pageSize', '0'],
    ['pageSize', 'abc'],
    ['page', '-1'],
    ['status', 'Nope'],
    ['dueBefore', '2026-02-30'],
    ['sortBy', 'secret'],
    ['cursor', 'garbage'],
    ['page', '5000'],
  ])('of query %s=%s is refused by name', async (name, value) => {
    const answer = await api.tasks('GET', '/tasks', { query: { [name]: value } })
    expect(answer.status, answer.raw).toBe(400)
    expect(answer.error.details[0].loc).toEqual(['query', name])
  })

  it('Idempotency-Key must be printable', async () => {
    for (const key of ['', 'x'.repeat(256), 'a\u0001']) {
      expect((await api.tasks('POST', '/tasks', { body: good, headers: { 'idempotency-key': key } })).status).toBe(400)
    }
  })
})
