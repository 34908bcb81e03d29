/** How a server writes its namespaces. */
export type Style = 'prefixed' | 'default' | 'odd'

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;')

const CALDAV = 'urn:ietf:params:xml:ns:caldav'

/** The documents of a server, with its prefixes. */
export const namesFor = (style: Style) => {
  const [d, c] = { prefixed: ['d:', 'cal:'], default: ['', 'C:'], odd: ['C:', 'D:'] }[style] as [string, string]
  const tag = (name: string, inner: string) => (inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`)
  const dav = (name: string, inner = '') => tag(d + name, inner)
  const caldav = (name: string, inner: string) => tag(c + name, inner)
  const status = (code: number) => dav('status', `HTTP/1.1 ${code} Some words`)
  const root = (name: string, inner: string) => {
    const declared = d === '' ? 'xmlns="DAV:"' : `xmlns:${d.slice(0, -1)}="DAV:"`
    const open = `${d}${name} ${declared} xmlns:${c.slice(0, -1)}="${CALDAV}"`
    return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- by a fake -->\n<${open}>\n${inner}</${d}${name}>`
  }
  return {
    caldav,
    property: dav,
    empty: (name: string) => dav(name),
    other: (namespace: string, name: string, inner: string) => `<x:${name} xmlns:x="${namespace}">${inner}</x:${name}>`,
    href: (path: string) => dav('href', ` ${escaped(path)}\n`),
    component: (name: string) => `<${c}comp name="${name}"/>`,
    privileges: (names: string[]) => names.map((name) => dav('privilege', dav(name))).join(''),
    response: (href: string, given: string[], missing: string[] = []) =>
      dav(
        'response',
        dav('href', escaped(href)) +
          dav('propstat', dav('prop', given.join('')) + status(200)) +
          (missing.length > 0
            ? dav('propstat', dav('prop', missing.map((name) => dav(name)).join('')) + status(404))
            : ''),
      ),
    missing: (href: string, code: number) => dav('response', dav('href', escaped(href)) + status(code)),
    error: (name: string) => root('error', dav(name)),
    multistatus: (responses: string[], token?: string) =>
      root('multistatus', responses.join('\n') + (token === undefined ? '' : dav('sync-token', token))),
  }
}
export type Names = ReturnType<typeof namesFor>
