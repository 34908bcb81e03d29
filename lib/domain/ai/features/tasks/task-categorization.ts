import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { Area, SUB_CATEGORIES, SubCategory } from '../../../vocabulary.ts'
import { categorize } from '../../core/category.ts'
import { doneTasks, openTasks } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Written } from '../../parts.ts'

const Category = z.object({ area: Area, subCategory: SubCategory.optional(), reasoning: Line })
const Output = Category.extend({ confidence: Confidence, alternativeCategories: z.array(Category).max(5).optional() })
type Category = z.infer<typeof Category>

/** A sub-category belongs to one area; one of another area is dropped. */
const fitting = <C extends Category>({ subCategory, ...category }: C) => {
  const own: readonly string[] = SUB_CATEGORIES[category.area]
  return { ...category, ...(subCategory && own.includes(subCategory) && { subCategory }) }
}

const Input = z.strictObject({ input: Written })

/** The person's own tasks and their categories. */
const readFacts = async (ctx: Context, { input }: z.infer<typeof Input>) => {
  const tasks = await Promise.all([openTasks(ctx), doneTasks(ctx)])
  return { input, history: tasks.flat().map(({ title, area, subCategory }) => ({ title, area, subCategory })) }
}

/** The area of life a task belongs to. */
export const taskCategorization = feature({
  name: 'taskCategorization',
  choice: 'taskCategorization',
  summary: 'Find the area of life a task belongs to',
  input: Input,
  output: Output,
  ttlSeconds: 86_400,
  read: readFacts,
  core: ({ input, history }) => categorize(input, history),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 600,
    task: `Say which area of life "input" belongs to ("history" shows how the person sorts), and which sub-category of that area. Areas and their sub-categories: ${JSON.stringify(SUB_CATEGORIES)}`,
    answer: Output,
    finish: ({ confidence, alternativeCategories, ...best }) => ({
      ...fitting(best),
      confidence,
      ...(alternativeCategories && { alternativeCategories: alternativeCategories.map(fitting) }),
    }),
  },
})
