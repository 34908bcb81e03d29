import * as z from 'zod'

export const Difficulty = z.enum(['beginner', 'intermediate', 'advanced', 'expert']).meta({ id: 'DifficultyLevel' })
