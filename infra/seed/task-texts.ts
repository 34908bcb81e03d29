import type { CreateTask } from '../../lib/domain/tasks/task-input.schema.ts'
import type { Area, SubCategory } from '../../lib/domain/vocabulary.ts'

/** What a person has to do: area, sub-category, title. */
export const ERRANDS: readonly (readonly [Area, SubCategory, string])[] = [
  ['Health', 'Exercise', 'Plan the long run on Sunday'],
  ['Health', 'Exercise', 'Replace the running shoes'],
  ['Health', 'Physical', 'Book the dentist'],
  ['Health', 'Physical', 'Pick up the prescription'],
  ['Health', 'Nutrition', 'Cook for the next three days'],
  ['Health', 'Nutrition', 'Order vegetables'],
  ['Health', 'Sleep', 'Hang the new curtains'],
  ['Health', 'Mental', 'Read two chapters of the book on focus'],
  ['Wealth', 'Expenses', 'Cancel the unused subscription'],
  ['Wealth', 'Expenses', 'File the receipts'],
  ['Wealth', 'Investments', 'Review the savings plan'],
  ['Wealth', 'Income', 'Send the invoice'],
  ['Wealth', 'Net Worth', 'Update the net worth sheet'],
  ['Love', 'Family', 'Call {who}'],
  ['Love', 'Family', 'Buy a present for {who}'],
  ['Love', 'Friends', 'Cook dinner with {who}'],
  ['Love', 'Friends', 'Write back to {who}'],
  ['Love', 'Romantic', 'Plan a weekend away'],
  ['Happiness', 'Joy', 'Practise the piano piece'],
  ['Happiness', 'Gratitude', 'Write a thank-you note to {who}'],
  ['Happiness', 'Peace', 'An evening without screens'],
  ['Operations', 'Organization', 'Clear the desk'],
  ['Operations', 'Organization', 'Sort the photos of the month'],
  ['Operations', 'Systems', 'Back up the laptop'],
  ['Operations', 'Productivity', 'Plan the week'],
  ['Operations', 'Organization', 'Repair the bicycle lamp'],
  ['Day Job', 'Projects', 'Prepare the slides for {who}'],
  ['Day Job', 'Projects', 'Review the pull request of {who}'],
  ['Day Job', 'Projects', 'Write the design note'],
  ['Day Job', 'Performance', 'Collect feedback from {who}'],
  ['Day Job', 'Skills', 'Finish the lesson on distributed systems'],
  ['Day Job', 'Career', 'Update the list of achievements'],
]

export const NOTES = [
  'Ask first what is really needed.',
  'Only the next small step, then see.',
  'Waiting for an answer; remind them on Thursday.',
  'Took longer than planned last time: start in the morning.',
  'Links are in the shared folder.',
]

type Chore = Pick<
  CreateTask,
  'title' | 'area' | 'subCategory' | 'size' | 'priority' | 'recurrenceRule' | 'repeatFrom'
> & {
  /** Days between two of them. */
  every: number
}

export const CHORES: readonly Chore[] = [
  {
    ...{ title: 'Weekly review', area: 'Operations', subCategory: 'Systems', size: 45, priority: 'P2', every: 7 },
    recurrenceRule: { frequency: 'Weekly', interval: 1, endDate: null },
  },
  {
    ...{ title: 'Water the plants', area: 'Happiness', subCategory: 'Joy', size: 10, priority: 'P4', every: 4 },
    ...{ recurrenceRule: { frequency: 'Daily', interval: 4, endDate: null }, repeatFrom: 'completion' },
  },
  {
    ...{ title: 'Pay the rent', area: 'Wealth', subCategory: 'Expenses', size: 5, priority: 'P1', every: 30 },
    recurrenceRule: { frequency: 'Monthly', interval: 1, endDate: null },
  },
]
