/** What a person typed, and what they meant by it. */
export type Sample = { text: string; title: string } & Meant

/** What is absent must not be found. Days are YYYY-MM-DD, times HH:MM, both in the person's zone. */
export type Meant = {
  due?: string
  /** The day to do it on, where it is not the due day. */
  scheduled?: string
  at?: string
  /** Minutes. */
  size?: number
  priority?: 'P1' | 'P2' | 'P3' | 'P4'
  labels?: string[]
  /** An RFC 5545 rule. */
  rule?: string
  /** Scored only where it is named. */
  area?: string
}

/** Wednesday, 11 March 2026, 10:30 in New York. */
export const NOW = Date.parse('2026-03-11T14:30:00Z')
export const ZONE = 'America/New_York'

export const typed = (text: string, title: string, meant: Meant = {}): Sample => ({ text, title, ...meant })
