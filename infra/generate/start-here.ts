import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const README = join(import.meta.dirname, '../../README.md')

/** What the reference page opens on: the README's tour, so that it is written once. @throws when the README has none. */
export const startHere = (readme = readFileSync(README, 'utf8')): string => {
  const tour = /^## A tour\n+([\s\S]+?)\n+(?=More commands:|## )/m.exec(readme)?.[1]
  if (!tour) throw new Error('README.md has no section "A tour", which the API description begins with')
  return `${INTRODUCTION}\n\n## Start here\n\n${SHELL}\n\n${tour}\n\n${CONVENTIONS}`
}

const INTRODUCTION =
  'Tasks, goals, metrics, habits, projects, logbook, rewards, calendar, planning and AI behind one API, each person in a partition of their own.'

const SHELL = 'Paste this into a shell. `API` is the address of this page without `/docs`.'

const CONVENTIONS = `To try operations on this page, press Authorize and paste the \`accessToken\` of a login.

Every success is \`{"success":true,"data":…,"error":null}\`, every failure problem details (RFC 9457) with \`error.code\` to act on.
Lists take \`pageSize\` and \`cursor\`. A POST with an \`Idempotency-Key\` can be repeated safely; a write with \`If-Match\` changes
only the version that was read.`
