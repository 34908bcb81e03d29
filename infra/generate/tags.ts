/** The groups of the reference page, in the order of the README's first sentence; then what serves them all. */
const TAGS: Record<string, string> = {
  tasks: 'Lists, completion, recurrence, dependencies',
  goals: 'Criteria, links, activity and progress',
  metrics: 'What is measured: logs, milestones, trends and insights',
  habits: 'Logs, skips, streaks and strength',
  projects: 'Tasks and goals that belong together, and their health',
  logbook: 'An entry for each day',
  knowledge: 'The vault: notes, documents, courses, flashcards, areas and resources',
  rewards: 'The store, redemptions and refunds',
  wallet: 'Points: balance and ledger',
  calendar: 'Events, recurring ones expanded',
  jobs: 'Long work: how far it is, and its end',
  planner: 'Plan my day: preferences, plans, applying and reverting them',
  ai: 'Suggestions from what is stored, of models or computed; usage',
  dashboard: 'One answer for the first screen',
  'weekly reviews': 'Looking back on a week',
  search: 'Everything by its words, and what depends on what',
  trash: 'What was deleted in the last 30 days, and bringing it back',
  events: 'The log of every change',
  preferences: 'Mode, models of AI features, the note draft, areas of life',
  billing: 'Plans, the subscription, what is used of it, checkout and invoices',
  auth: 'Sign-up, sign-in, passwords and the profile',
  meta: 'Health, this description and this page',
}

/**
 * The `tags` of the description: ours first and in order, others after them by name. `used`: the tags in use, each with
 * the description of a function that uses it, which describes those that are not named here.
 */
export const orderedTags = (used: Map<string, string>): { name: string; description: string }[] => {
  const known = Object.entries(TAGS).filter(([name]) => used.has(name))
  const others = [...used].filter(([name]) => !(name in TAGS)).sort()
  return [...known, ...others].map(([name, description]) => ({ name, description }))
}
