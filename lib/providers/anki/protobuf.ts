type Field = { number: number; bytes: Buffer | null; value: number }

/** The fields of a message of Protocol Buffers: varints and what has a length. What is broken ends it. */
export const fieldsOf = (message: Uint8Array): Field[] => {
  const bytes = Buffer.from(message)
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) break
    }
    return value
  }
  while (at < bytes.length) {
    const tag = varint()
    const [number, type] = [Math.floor(tag / 8), tag % 8]
    if (type === 0) fields.push({ number, bytes: null, value: varint() })
    else if (type === 2) {
      const length = varint()
      if (at + length > bytes.length) break
      fields.push({ number, bytes: bytes.subarray(at, at + length), value: 0 })
      at += length
    } else if (type === 1 || type === 5) at += type === 1 ? 8 : 4
    else break
  }
  return fields
}

export const textOf = (fields: Field[], number: number): string =>
  fields.find((field) => field.number === number)?.bytes?.toString() ?? ''
