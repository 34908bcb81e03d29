import { newPerson } from './api.ts'

/** A new person, with what tests of habits say most often. */
export const habitsUser = async () => {
  const me = await newPerson()
  return { ...me, log: (id: string, body: object) => me.habits('POST', `/habits/${id}/logs`, { body }) }
}

export type HabitsUser = Awaited<ReturnType<typeof habitsUser>>

/** The UTC day some days ago. */
export const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
