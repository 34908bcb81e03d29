/** File systems allow 255 bytes; what is added to a name must fit as well. */
const MAX_BYTES = 200
/** What Windows, Android or a link of Obsidian does not take in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const REFUSED = /[\\/:*?"<>|#^[\]\u0000-\u001f\u007f-\u009f]/g
/** Names of devices of Windows, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** The name of a file, without its ending, that any file system takes: the title itself, where that is one. */
export const fileNameOf = (title: string): string => {
  const plain = title.normalize('NFC').replace(REFUSED, '-').replace(/\s+/g, ' ').trim()
  const name = cut(plain, MAX_BYTES)
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .trim()
  if (name === '') return 'Untitled'
  return DEVICE.test(name) ? `${name.replace(DEVICE, '$1-$2')}` : name
}

/** Whole characters only. */
const cut = (text: string, bytes: number): string => {
  if (Buffer.byteLength(text) <= bytes) return text
  let end = 0
  let length = 0
  for (const character of text) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    end += character.length
  }
  return text.slice(0, end)
}

/** How names are compared where case does not count, as on most disks. */
const sameName = (name: string): string => name.normalize('NFC').toLowerCase()

/**
 * A name for each title, in their order; no two are the same on any disk. Of equal ones the first has it, the others a number behind
 * it: 'Twin', 'Twin 2'.
 */
export const uniqueNames = (titles: Iterable<string>): string[] => {
  const used = new Set<string>()
  const counts = new Map<string, number>()
  return Array.from(titles, (title) => {
    const base = fileNameOf(title)
    const key = sameName(base)
    let [name, n] = [base, counts.get(key) ?? 1]
    while (used.has(sameName(name))) {
      n += 1
      name = `${base} ${n}`
    }
    counts.set(key, n)
    used.add(sameName(name))
    return name
  })
}
