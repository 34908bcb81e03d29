/**
 * Vectors of chunks, packed: for each the hash of what was embedded, a scale, and a signed byte for each dimension. A vector is made one
 * of length 1 first, so that the product of two is their cosine.
 */
export type VectorFile = {
  dimensions: number
  /** Two numbers for each vector. */
  hashes: Uint32Array
  /** What one step of a byte means. */
  scales: Float32Array
  bytes: Int8Array
}

export type Quantized = { scale: number; bytes: Int8Array }

export const VECTOR_FORM = 1
const HEADER_BYTES = 16
const MOST = 127

export const countOf = ({ scales }: VectorFile): number => scales.length

/** The same direction with length 1. */
export const unitVector = (vector: readonly number[]): Float32Array => {
  const length = Math.hypot(...vector) || 1
  return Float32Array.from(vector, (value) => value / length)
}

/** The same direction in a byte for each dimension: the largest part becomes 127. */
export const quantized = (vector: readonly number[]): Quantized => {
  const length = Math.hypot(...vector) || 1
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / length || 1
  const scale = largest / MOST
  return { scale, bytes: Int8Array.from(vector, (value) => Math.round(value / length / scale)) }
}

export const packed = (dimensions: number, vectors: { hash: [number, number]; vector: Quantized }[]): VectorFile => {
  const bytes = new Int8Array(vectors.length * dimensions)
  for (const [i, { vector }] of vectors.entries()) bytes.set(vector.bytes, i * dimensions)
  return {
    dimensions,
    hashes: Uint32Array.from(vectors.flatMap(({ hash }) => hash)),
    scales: Float32Array.from(vectors, ({ vector }) => vector.scale),
    bytes,
  }
}

/** The vectors of several files whose chunks are still there. */
export const mergedFiles = (files: VectorFile[], isKept: (a: number, b: number) => boolean): VectorFile => {
  const dimensions = files[0]?.dimensions ?? 0
  const kept = files.flatMap((file) =>
    Array.from(file.scales, (scale, i) => ({
      hash: [file.hashes[2 * i] ?? 0, file.hashes[2 * i + 1] ?? 0] as [number, number],
      vector: { scale, bytes: file.bytes.subarray(i * dimensions, (i + 1) * dimensions) },
    })).filter(({ hash: [a, b] }) => isKept(a, b)),
  )
  return packed(dimensions, kept)
}

export const encodeVectors = ({ dimensions, hashes, scales, bytes }: VectorFile): Uint8Array => {
  const header = Uint32Array.of(VECTOR_FORM, scales.length, dimensions, 0)
  const parts = [header, hashes, scales, bytes]
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)))
}

/** @throws Error for bytes of another form */
export const decodeVectors = (source: Uint8Array): VectorFile => {
  // Numbers must lie at a multiple of their size, which bytes from the network do not.
  const at = (from: number, to: number) =>
    source.buffer.slice(source.byteOffset + from, source.byteOffset + to) as ArrayBuffer
  const [form, count = 0, dimensions = 0] = new Uint32Array(at(0, HEADER_BYTES))
  if (form !== VECTOR_FORM) throw new Error(`Vectors of form ${form}`)
  const [hashesEnd, scalesEnd] = [HEADER_BYTES + 8 * count, HEADER_BYTES + 12 * count]
  return {
    dimensions,
    hashes: new Uint32Array(at(HEADER_BYTES, hashesEnd)),
    scales: new Float32Array(at(hashesEnd, scalesEnd)),
    bytes: new Int8Array(source.buffer, source.byteOffset + scalesEnd, count * dimensions),
  }
}
