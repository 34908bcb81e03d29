/** What a page of the stand-in answers: HTML, or the address where the browser goes on. */
export type PageAnswer = { status: number; html?: string; location?: string }
