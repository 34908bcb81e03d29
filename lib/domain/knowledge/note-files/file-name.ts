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

/** A folder, 'a/b', that any file system takes. */
export const folderNameOf = (folder: string): string =>
  folder === '' ? '' : folder.split('/').map(fileNameOf).join('/')

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
 * A name for the file of each item, in their order; no two are the same on any disk. Of equal ones the first has it, the others a
 * number behind it: 'Twin', 'Twin 2'. Names of notes are without their ending; documents may become files of either kind.
 */
export const uniqueNames = (items: Iterable<{ title: string; type: string }>): string[] => {
  const used = new Set<string>()
  const counts = new Map<string, number>()
  return Array.from(items, ({ title, type }) => {
    const whole = fileNameOf(title)
    const ending = type === 'document' ? (/(?<=.)\.[^. ]{1,10}$/.exec(whole)?.[0] ?? '') : ''
    const base = whole.slice(0, whole.length - ending.length)
    const filesOf = (name: string) => (type === 'document' ? [name, `${name}.md`] : [`${name}.md`]).map(sameName)
    const key = sameName(whole)
    let [name, n] = [whole, counts.get(key) ?? 1]
    while (filesOf(name).some((file) => used.has(file))) {
      n += 1
      name = `${base} ${n}${ending}`
    }
    counts.set(key, n)
    for (const file of filesOf(name)) used.add(file)
    return name
  })
}
