/** Texts outside the table, under keys that begin with their owner. Written before the row that names them. */
export type ContentStore = {
  put: (key: string, text: string) => Promise<void>
  /** Null: there is none. */
  get: (key: string) => Promise<string | null>
}

/** The same text of a person is one object. `hash`: SHA-256, hex. */
export const contentKey = (userId: string, hash: string): string => `vault/${userId}/${hash}`

/** The file of a document. The same bytes of a person are one object. `hash`: SHA-256, hex. */
export const attachmentKey = (userId: string, hash: string): string => `attachments/${userId}/${hash}`
