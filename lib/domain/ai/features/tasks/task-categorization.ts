import * as z from 'zod'
import { Area, SUB_CATEGORIES, SubCategory } from '../../../vocabulary.ts'
import { asSent, feature } from '../../feature.ts'
import { Confidence, Line, Written } from '../../parts.ts'

const Category = z.object({ area: Area, subCategory: SubCategory.optional(), reasoning: Line })
const Output = Category.extend({ confidence: Confidence, alternativeCategories: z.array(Category).max(5).optional() })
type Category = z.infer<typeof Category>

/** A sub-category belongs to one area: another one is left out. */
const fitting = <C extends Category>({ subCategory, ...category }: C) => {
  const own: readonly string[] = SUB_CATEGORIES[category.area]
  return { ...category, ...(subCategory && own.includes(subCategory) && { subCategory }) }
}

/** The area of life a task belongs to. */
export const taskCategorization = feature({
  name: 'taskCategorization',
  choice: 'taskCategorization',
  summary: 'Find the area of life a task belongs to',
  input: z.object({ input: Written }),
  output: Output,
  ttlSeconds: 86_400,
  read: asSent,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 600,
    task: `Say which area of life the task belongs to, and which sub-category of that area. Areas and their sub-categories: ${JSON.stringify(SUB_CATEGORIES)}`,
    answer: Output,
    finish: ({ confidence, alternativeCategories, ...best }) => ({
      ...fitting(best),
      confidence,
      ...(alternativeCategories && { alternativeCategories: alternativeCategories.map(fitting) }),
    }),
  },
})
