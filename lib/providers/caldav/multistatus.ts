import { HREF, MULTISTATUS, PROP, PROPSTAT, RESPONSE, STATUS, SYNC_TOKEN } from './names.ts'
import { child, childrenOf, parseXml, type XmlElement, XmlRefused } from './xml.ts'

/** What an answer says of one resource. `href` is as the server writes it. */
export type Resource = {
  href: string
  /** Of the resource as a whole; 200 where it has properties. */
  status: number
  /** Those that it has, by name. */
  properties: ReadonlyMap<string, XmlElement>
}

export type Multistatus = { resources: Resource[]; syncToken: string | null }

/** An answer of status 207 (RFC 4918 section 13). Null for another document. */
export const readMultistatus = (body: Buffer): Multistatus | null => {
  const root = documentOf(body)
  if (root?.name !== MULTISTATUS) return null
  const resources = childrenOf(root, RESPONSE).flatMap(resourcesOf)
  return { resources, syncToken: child(root, SYNC_TOKEN)?.text.trim() || null }
}

const documentOf = (body: Buffer): XmlElement | null => {
  try {
    return parseXml(new TextDecoder().decode(body))
  } catch (error) {
    if (error instanceof XmlRefused) return null
    throw error
  }
}

/** A response about several resources has a status, and no properties. */
const resourcesOf = (response: XmlElement): Resource[] => {
  const properties = new Map<string, XmlElement>()
  const parts = childrenOf(response, PROPSTAT)
  for (const part of parts) {
    if (!isSuccess(statusOf(part) ?? 200)) continue
    for (const one of child(part, PROP)?.children ?? []) properties.set(one.name, one)
  }
  const status = statusOf(response) ?? (parts.length > 0 ? 200 : 404)
  return childrenOf(response, HREF).map(({ text }) => ({ href: text.trim(), status, properties }))
}

/** Of `HTTP/1.1 200 OK`. */
const statusOf = (element: XmlElement): number | null => {
  const [, digits] = /^\s*HTTP\/\S+\s+(\d{3})/i.exec(child(element, STATUS)?.text ?? '') ?? []
  return digits === undefined ? null : Number(digits)
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300
