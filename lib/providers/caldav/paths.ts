/**
 * The path of a reference in an answer, as the server writes it, with every character encoded that a request needs encoded.
 * Only the path of an absolute one is taken: servers behind a proxy name themselves otherwise than they are called, and an answer
 * does not decide where a password goes. Null for what is no reference.
 */
export const pathOf = (href: string, base: string): string | null =>
  href !== '' && href.length <= 4_000 && URL.canParse(href, base) ? new URL(href, base).pathname : null

/** A path for comparing: each segment encoded in one way, without a slash at its end. */
export const canonicalPath = (path: string): string =>
  path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => `/${encodeURIComponent(decoded(segment))}`)
    .join('')

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment).toWellFormed()
  } catch {
    return segment
  }
}

/** The name of a resource directly within a collection, encoded in one way; null for the collection itself and all else. */
export const nameWithin = (collection: string, path: string): string | null => {
  const parent = `${canonicalPath(collection)}/`
  const whole = canonicalPath(path)
  const name = whole.startsWith(parent) && !path.endsWith('/') ? whole.slice(parent.length) : ''
  return name === '' || name.includes('/') || name.length > 900 ? null : name
}
