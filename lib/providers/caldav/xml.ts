import sax, { type QualifiedTag, type SAXParser } from 'sax'

/** An element of an answer. `name` is `{namespace}local`, whatever prefix the server uses. `text` is what stands directly in it. */
export type XmlElement = {
  name: string
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
  text: string
}

/** An answer of CalDAV is some ten levels deep; one of 10,000 events has some 100,000 elements. */
const DEEPEST = 60
const MOST_ELEMENTS = 300_000

/** The entities of HTML are none of XML. */
const OPTIONS = { xmlns: true, strictEntities: true }

/** The text is no XML that is taken. */
export class XmlRefused extends Error {}

/**
 * The root element of a document. A document type is refused, because nothing but attacks has one: no entity is declared, none
 * expanded and nothing else is fetched. The work is bounded by the length of the text.
 * @throws XmlRefused
 */
export const parseXml = (text: string): XmlElement => {
  const reader = sax.parser(true, OPTIONS)
  const open: XmlElement[] = []
  let root: XmlElement | null = null
  let count = 0
  reader.onopentag = (tag) => {
    count += 1
    if (count > MOST_ELEMENTS || open.length >= DEEPEST) throw new XmlRefused('The document is too large')
    if (root && open.length === 0) throw new XmlRefused('The document has several roots')
    const element = elementOf(tag as QualifiedTag)
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  }
  reader.onclosetag = () => open.pop()
  const add = (part: string) => {
    const element = open.at(-1)
    if (element) element.text += part
  }
  reader.ontext = add
  reader.oncdata = add
  refuseTheRest(reader)
  reader.write(text.replace(/^\uFEFF/, '')).close()
  if (!root) throw new XmlRefused('The document has no element')
  return root
}

const refuseTheRest = (reader: SAXParser): void => {
  reader.onerror = (error) => {
    throw new XmlRefused(error.message.split('\n')[0])
  }
  const refused = () => {
    throw new XmlRefused('The document declares its type')
  }
  reader.ondoctype = refused
  reader.onsgmldeclaration = refused
}

const elementOf = ({ uri, local, attributes }: QualifiedTag): XmlElement => ({
  name: `{${uri}}${local}`,
  attributes: new Map(Object.values(attributes).map((one) => [one.local, one.value])),
  children: [],
  text: '',
})

/** The first child of that name. */
export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((one) => one.name === name)

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((one) => one.name === name) ?? []

/** Text as the content of an element or the value of an attribute. Characters that XML cannot hold are left out. */
export const escapedXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"\r]/g, (char) => `&#${char.charCodeAt(0)};`)
