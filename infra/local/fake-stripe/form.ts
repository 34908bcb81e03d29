/** Parameters as they come off the wire: text, and nested objects and lists of it. */
export type Form = { [name: string]: FormValue }
export type FormValue = string | Form | FormValue[]

const isForm = (value: FormValue | undefined): value is Form => typeof value === 'object' && !Array.isArray(value)

/** `a[b][0][]` as a, b, 0 and an empty name, which means "the next of a list". */
const namesOf = (key: string): string[] => {
  const [first = '', ...rest] = key.split('[')
  return [first, ...rest.map((name) => name.replace(/\]$/, ''))]
}

const add = (target: Form, [name = '', ...rest]: string[], value: string): void => {
  const key = name === '' ? String(Object.keys(target).length) : name
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const inner = target[key]
  const next: Form = isForm(inner) ? inner : Object.create(null)
  target[key] = next
  add(next, rest, value)
}

/** An object whose names count from 0 is a list. */
const listed = (value: FormValue): FormValue => {
  if (!isForm(value)) return value
  const entries = Object.entries(value)
  if (entries.length > 0 && entries.every(([name], index) => name === String(index))) {
    return entries.map(([, item]) => listed(item))
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, listed(item)]))
}

/** Decodes a query or body as Stripe does: `line_items[0][price]=x&expand[]=customer`. */
export const parseForm = (text: string): Form => {
  const root: Form = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) add(root, namesOf(key), value)
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, listed(value)]))
}
