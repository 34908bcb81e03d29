/** Where a word stands, as bytes: for each chunk in rising order its distance from the one before and the weight of the word. */

/** Bytes that grow; numbers in LEB128, seven bits a byte. */
export const byteWriter = (size = 1_024) => {
  let bytes = new Uint8Array(size)
  let length = 0
  const byte = (value: number) => {
    if (length === bytes.length) {
      const more = new Uint8Array(bytes.length * 2)
      more.set(bytes)
      bytes = more
    }
    bytes[length++] = value
  }
  return {
    get length() {
      return length
    },
    /** A whole number from 0. */
    number: (value: number): void => {
      let rest = value
      for (; rest > 127; rest >>>= 7) byte((rest & 127) | 128)
      byte(rest)
    },
    written: (): Uint8Array => bytes.subarray(0, length),
  }
}

/** Calls `visit` for each posting in bytes[from, to). */
export const readPostings = (
  bytes: Uint8Array,
  from: number,
  to: number,
  visit: (chunk: number, weight: number) => void,
): void => {
  let at = from
  const number = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  for (let chunk = 0; at < to; ) {
    chunk += number()
    visit(chunk, number())
  }
}
