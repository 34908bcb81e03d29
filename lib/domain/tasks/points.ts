import type { Area, Priority } from '../vocabulary.ts'

const PRIORITY: Record<Priority, number> = { P1: 2, P2: 1.5, P3: 1.2, P4: 1 }
const AREA: Record<Area, number> = {
  Health: 1.3,
  Wealth: 1.2,
  Love: 1.2,
  Happiness: 1.1,
  Operations: 1,
  'Day Job': 1.1,
}

export type Valued = { size: number | null; priority: Priority; area: Area }

/** The parts of what a task is worth: docs/formulas.md, Task points. `size` in minutes; unknown counts as 30. */
export const valuation = ({ size, priority, area }: Valued) => {
  const minutes = size || 30
  const sizeMultiplier = minutes >= 120 ? 1.5 : minutes >= 60 ? 1.2 : 1
  const [priorityMultiplier, areaMultiplier] = [PRIORITY[priority], AREA[area]]
  const basePoints = minutes * 10
  // Products of decimals such as 1.2 × 1.1 miss halves by an ulp; 9 digits restore them before rounding.
  const exact = Number((basePoints * priorityMultiplier * areaMultiplier * sizeMultiplier).toPrecision(9))
  return { basePoints, sizeMultiplier, priorityMultiplier, areaMultiplier, totalPoints: Math.round(exact) }
}

/** What completing a task pays: its own value when it has one, else the formula. */
export const pointsFor = (task: Valued & { pointValue: number | null }): number =>
  task.pointValue ?? valuation(task).totalPoints
