/** What a text holds as JSON; null for none, whose text is in no error. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
