/** Text that is HTML already. */
export type Markup = { markup: string }
type Part = Markup | string | number | null | undefined | Part[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const rendered = (part: Part): string => {
  if (Array.isArray(part)) return part.map(rendered).join('')
  if (part === null || part === undefined) return ''
  return typeof part === 'object' ? part.markup : String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

/** HTML with everything that is put in escaped, but for markup. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Markup => ({
  markup: texts.map((text, index) => text + rendered(parts[index])).join(''),
})

const STYLE = `
:root { color-scheme: light dark; --line: #d8dee6; --soft: #f5f7fa; --text: #1a2433; --faint: #5d6b7e; --accent: #4b49d6; --bad: #b3261e; --paper: #fff }
@media (prefers-color-scheme: dark) { :root { --line: #343c48; --soft: #10151c; --text: #e8edf4; --faint: #9aa7b8; --accent: #8f8dff; --bad: #ff8a80; --paper: #1a212b } }
* { box-sizing: border-box }
body { margin: 0; background: var(--soft); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
.note { background: #fff3cd; color: #5c4500; padding: .5rem 1rem; text-align: center; font-size: .875rem }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem; margin: 1rem 0 }
h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.05rem; margin: 0 0 .75rem }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .35rem 1rem; margin: 0 } dt { color: var(--faint) } dd { margin: 0 }
.price { font-size: 2rem; font-weight: 650; margin: .25rem 0 } .faint { color: var(--faint); font-size: .9rem }
form.row, .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 0 } label { display: flex; gap: .5rem; align-items: center }
button, select, input[type=email] { font: inherit; padding: .5rem .9rem; border-radius: .5rem; border: 1px solid var(--line); background: var(--paper); color: inherit }
button { cursor: pointer } button:hover { border-color: var(--accent) }
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600 }
button.bad { color: var(--bad) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.error { border-left: 4px solid var(--bad); padding: .5rem 1rem; color: var(--bad); background: var(--soft); margin: 0 0 1rem }
.scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse; font-size: .9rem } th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid var(--line) } th { color: var(--faint); font-weight: 500 }
td:first-child { white-space: nowrap } a { color: var(--accent) } code { font-size: .85em } .badge { border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .6rem; font-size: .85rem }
`

const NOTE = 'Stand-in for Stripe on this machine. No card is asked for and no money moves.'

/** A whole page, whose `note` says what it is a stand-in for. */
export const page = (title: string, body: Markup, note = NOTE): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${rendered(title)}</title><style>${STYLE}</style></head>
<body><p class="note" style="margin:0">${rendered(note)}</p>
<main>${body.markup}</main></body></html>`

const NO_DECIMALS = new Set(['jpy', 'krw', 'vnd', 'clp'])

/** An amount in minor units, as people read it. */
export const money = (amount: number | null, currency: string): string => {
  const digits = NO_DECIMALS.has(currency) ? 0 : 2
  return new Intl.NumberFormat('en-US', { style: 'currency', currency, minimumFractionDigits: digits }).format(
    (amount ?? 0) / 10 ** digits,
  )
}

/** An instant in epoch seconds, in UTC. */
export const day = (at: number | null | undefined): string =>
  at ? `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '–'
