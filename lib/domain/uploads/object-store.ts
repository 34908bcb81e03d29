/** Objects of any size in the bucket of people's files. */
export type ObjectReader = {
  /** Bytes; null: there is no such object. */
  sizeOf: (key: string) => Promise<number | null>
  readRange: (key: string, start: number, length: number) => Promise<Buffer>
}

export type ObjectWriter = {
  putBytes: (key: string, bytes: Buffer, contentType: string) => Promise<void>
  /** Begins an object that is written in parts of at least 5 MiB, but for the last one. Resolves to its upload's id. */
  beginParts: (key: string, contentType: string) => Promise<string>
  /** Parts count from 1; one that is sent again replaces itself. Resolves to what `finishParts` wants to know of it. */
  putPart: (key: string, upload: string, number: number, bytes: Buffer) => Promise<string>
  finishParts: (key: string, upload: string, parts: string[]) => Promise<void>
}
