import * as z from 'zod'

export const LogLoss = z.object({ before: z.number(), after: z.number() })

export const Optimization = z
  .object({
    parameters: z
      .array(z.number())
      .nullable()
      .describe('The 21 weights that the deck now has; null while a job fits them'),
    logLoss: LogLoss.nullable().describe(
      'Mean log loss of the predicted recall, of reviews on a later day than the one before, by the weights of before and of now',
    ),
    reviews: z.number().int().describe('Of the deck'),
    jobId: z
      .string()
      .nullable()
      .describe('The job that fits them, when that takes longer than a request: it has the result'),
  })
  .meta({ id: 'DeckOptimization' })
export type Optimization = z.infer<typeof Optimization>
