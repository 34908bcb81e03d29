import type { Books } from './books.ts'
import { FAULTS, type Fault, type Faults } from './faults.ts'
import { day, html, type Markup, page } from './page.ts'
import type { PageAnswer } from './page-answers.ts'
import { MODES, type Webhooks } from './webhooks.ts'

const SHOWN = 60

export type Control = { books: Books; webhooks: Webhooks; faults: Faults; endpoint: string }

const LABELS = {
  late: 'late (after a few seconds)',
  twice: 'twice',
  shuffled: 'out of order',
}

const FAULT_LABELS: Record<Fault, string> = {
  '429': 'answer 429',
  '500': 'answer 500',
  '500 kept': 'answer 500, also to repeats with their key',
  slow: 'are slow',
  hang: 'are not answered',
}

const modeForm = ({ webhooks }: Control): Markup => {
  const boxes = MODES.map((mode) =>
    webhooks.modes.has(mode)
      ? html`<label><input type="checkbox" name="mode" value="${mode}" checked> ${LABELS[mode]}</label>`
      : html`<label><input type="checkbox" name="mode" value="${mode}"> ${LABELS[mode]}</label>`,
  )
  return html`<form class="row" method="post">${boxes}<button class="main" name="do" value="modes">Save</button></form>`
}

const faultForm = ({ faults }: Control): Markup => {
  const { kind, left } = faults.state()
  const options = FAULTS.map((fault) => html`<option value="${fault}">${FAULT_LABELS[fault]}</option>`)
  return html`<form class="row" method="post">The next <input name="calls" type="number" min="1" max="99" value="1" style="width:4rem;font:inherit">
    calls <select name="fault">${options}</select> <button name="do" value="fail">Set</button>
    <button name="do" value="release">Answer normally</button></form>
    <p class="faint">${left > 0 ? `The next ${left} calls ${FAULT_LABELS[kind]}.` : 'Calls are answered normally.'}</p>`
}

const eventRows = ({ books: { store } }: Control): Markup[] =>
  store
    .all('event')
    .slice(0, SHOWN)
    .map(({ id, type, created, data }) => {
      const delivery = store.deliveries.get(id)
      const state = delivery?.done ? 'taken' : delivery?.attempts ? `tried ${delivery.attempts} times` : 'waiting'
      return html`<tr><td>${day(created)}</td><td>${type}<br><code>${data.object.id}</code></td>
        <td>${delivery?.status ?? '–'} ${state}</td>
        <td><form method="post"><input type="hidden" name="event" value="${id}"><button name="do" value="resend">Send again</button></form></td></tr>`
    })

/** How webhooks are sent and calls fail, and the newest events. */
export const controlPage = (control: Control): PageAnswer => ({
  status: 200,
  html: page(
    'Control',
    html`<h1>Control</h1>
    <section><h2>Webhooks to <code>${control.endpoint}</code> are sent</h2>${modeForm(control)}</section>
    <section><h2>Faults of the API</h2>${faultForm(control)}</section>
    <section><h2>Events, newest first</h2><div class="scroll"><table><tr><th>Time</th><th>Event</th><th>Answer</th><th></th></tr>
    ${eventRows(control)}</table></div></section>`,
  ),
})

export const pressControl = (control: Control, form: URLSearchParams): PageAnswer => {
  const { webhooks, faults, books } = control
  const pressed = form.get('do')
  if (pressed === 'modes') {
    const wanted = new Set(form.getAll('mode'))
    for (const mode of MODES) {
      if (wanted.has(mode)) webhooks.modes.add(mode)
      else webhooks.modes.delete(mode)
    }
  }
  const fault = FAULTS.find((one) => one === form.get('fault'))
  if (pressed === 'fail' && fault) faults.fail(fault, Math.min(99, Math.max(1, Number(form.get('calls')) || 1)))
  if (pressed === 'release') faults.release()
  if (pressed === 'resend') webhooks.resend(books.store.get('event', form.get('event') ?? '', 'event'))
  return { status: 303, location: '/control' }
}
