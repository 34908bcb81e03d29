import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { type Dav, OTHER_SERVER } from './dav.ts'
import type { Multistatus, Resource } from './multistatus.ts'
import { CALENDAR, HOME_SET, HREF, PRINCIPAL, RESOURCE_TYPE } from './names.ts'
import { canonicalPath } from './paths.ts'
import { propfind } from './requests.ts'
import { isTrusted } from './trust.ts'
import { child, childrenOf } from './xml.ts'

/** Where a person's calendars are. `isCalendar`: the address is that of a single one. */
export type Home = { url: string; isCalendar: boolean }

/**
 * The home of a person's calendars, from whatever address they have (RFC 6764 section 6): the address itself where it has a path,
 * then /.well-known/caldav, then the root; from there the principal, and its calendar-home-set.
 * @throws CalendarUnavailable
 */
export const discover = async (dav: Dav): Promise<Home> => {
  const problems: CalendarUnavailable[] = []
  for (const url of entrances(dav.login.serverUrl)) {
    try {
      const home = await homeFrom(dav, url)
      if (home) return home
    } catch (error) {
      if (!(error instanceof CalendarUnavailable) || isFinal(error)) throw error
      problems.push(error)
    }
  }
  const problem = problems.find(({ code }) => code === OTHER_SERVER) ?? problems.at(-1)
  if (problem && !/^http_[1-4]/.test(problem.code)) throw problem
  throw new CalendarUnavailable('not_found', 'There is no calendar server at this address')
}

const entrances = (serverUrl: string): string[] => {
  const wellKnown = ['/.well-known/caldav', '/'].map((path) => new URL(path, serverUrl).href)
  return new URL(serverUrl).pathname === '/' ? wellKnown : [serverUrl, ...wellKnown]
}

/** A wrong password is not tried at the next address: servers lock accounts. What is no address or no host stays so. */
const isFinal = ({ code }: CalendarUnavailable): boolean =>
  ['reauthorize', 'address', 'protocol', 'unreachable', 'timeout'].includes(code)

const homeFrom = async (dav: Dav, entrance: string): Promise<Home | null> => {
  const body = propfind(PRINCIPAL, HOME_SET, RESOURCE_TYPE)
  const found = await dav.ask('PROPFIND', entrance, { depth: '0', body })
  const own = resourceAt(found)
  const home = referenceIn(dav, own, HOME_SET, found.url)
  if (home) return { url: home, isCalendar: false }
  const principal = referenceIn(dav, own, PRINCIPAL, found.url)
  if (principal) {
    const answer = await dav.ask('PROPFIND', principal, { depth: '0', body: propfind(HOME_SET) })
    const url = referenceIn(dav, resourceAt(answer), HOME_SET, answer.url)
    if (url) return { url, isCalendar: false }
  }
  return child(own?.properties.get(RESOURCE_TYPE), CALENDAR) ? { url: found.url, isCalendar: true } : null
}

const resourceAt = ({ resources, url }: Multistatus & { url: string }): Resource | undefined => {
  const path = canonicalPath(new URL(url).pathname)
  const isAsked = ({ href }: Resource) => URL.canParse(href, url) && canonicalPath(new URL(href, url).pathname) === path
  return resources.find(isAsked) ?? resources[0]
}

/**
 * The address in a property. It may be on another host only where the password may go there too. One that differs in nothing but
 * http or a port comes from a server behind a proxy: its path counts.
 */
const referenceIn = (dav: Dav, resource: Resource | undefined, name: string, base: string): string | null => {
  const href = childrenOf(resource?.properties.get(name), HREF)[0]?.text.trim()
  if (!href || !URL.canParse(href, base)) return null
  const [named, asked] = [new URL(href, base), new URL(base)]
  const url = named.hostname === asked.hostname ? new URL(named.pathname, asked.origin) : new URL(named.pathname, named)
  if (isTrusted(dav.login.serverUrl, url.href)) return url.href
  throw new CalendarUnavailable(OTHER_SERVER, 'The server refers to another server: enter the address of that one')
}
