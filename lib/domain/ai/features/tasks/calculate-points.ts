import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { valuation } from '../../../tasks/points.ts'
import { AnyPriority, Area } from '../../../vocabulary.ts'
import { asSent, feature } from '../../feature.ts'
import { Line, Name } from '../../parts.ts'

const Output = z.object({
  pointValue: z.number().min(0),
  reasoning: Line,
  breakdown: z.object({
    basePoints: z.number(),
    complexityMultiplier: z.number(),
    priorityMultiplier: z.number(),
    skillMultiplier: z.number(),
  }),
})

/** The points of a task, by the formula that also pays them (lib/domain/tasks/points.ts), so no model is asked. */
export const calculatePoints = feature({
  name: 'calculatePoints',
  choice: 'effortEstimation',
  summary: 'Calculate what a task is worth',
  input: z.strictObject({
    title: Name,
    description: Text().nullish(),
    area: Area,
    priority: AnyPriority,
    size: z.number().min(0).max(100_000).nullish().describe('Minutes; 30 when unknown'),
  }),
  output: Output,
  ttlSeconds: 0,
  read: asSent,
  core: ({ area, priority, size }) => {
    const { basePoints, sizeMultiplier, priorityMultiplier, areaMultiplier, totalPoints } = valuation({
      size: size ?? null,
      area,
      priority,
    })
    return {
      pointValue: totalPoints,
      reasoning: `${size || 30} minutes × 10, × ${priorityMultiplier} for ${priority}, × ${areaMultiplier} for ${area}, × ${sizeMultiplier} for the length`,
      breakdown: {
        basePoints,
        complexityMultiplier: sizeMultiplier,
        priorityMultiplier,
        skillMultiplier: areaMultiplier,
      },
    }
  },
})
