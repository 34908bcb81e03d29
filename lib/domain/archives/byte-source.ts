/** Bytes that can be read from anywhere, such as an object of a bucket. */
export type ByteSource = {
  size: number
  /** `length` bytes from `start` on, or as many as there are. */
  read: (start: number, length: number) => Promise<Buffer>
}

const BLOCK = 2_097_152
/** Blocks that are kept: one of the directory, and those of what is read. */
const KEPT = 4

/** Reads whole blocks and keeps the last ones, because the parts of an archive are small and lie one behind the other. */
export const inBlocks = (source: ByteSource): ByteSource => {
  const blocks = new Map<number, Promise<Buffer>>()
  const blockAt = (number: number): Promise<Buffer> => {
    const known = blocks.get(number)
    const block = known ?? source.read(number * BLOCK, Math.min(BLOCK, source.size - number * BLOCK))
    blocks.delete(number)
    blocks.set(number, block)
    const [oldest] = blocks.keys()
    if (blocks.size > KEPT && oldest !== undefined) blocks.delete(oldest)
    return block
  }
  return {
    size: source.size,
    read: async (start, length) => {
      const end = Math.min(start + length, source.size)
      if (end <= start) return Buffer.alloc(0)
      if (end - start > BLOCK) return source.read(start, end - start)
      const [first, last] = [Math.floor(start / BLOCK), Math.floor((end - 1) / BLOCK)]
      const parts = first === last ? [await blockAt(first)] : [await blockAt(first), await blockAt(last)]
      return Buffer.concat(parts).subarray(start - first * BLOCK, end - first * BLOCK)
    },
  }
}

export const inMemory = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (start, length) => bytes.subarray(start, start + length),
})
