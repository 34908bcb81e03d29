import type { CreateArea } from '../../../lib/domain/knowledge/areas/area.schema.ts'
import { createArea } from '../../../lib/domain/knowledge/areas/area.service.ts'
import type { CreateResource } from '../../../lib/domain/knowledge/resources/resource.schema.ts'
import { createResource } from '../../../lib/domain/knowledge/resources/resource.service.ts'
import type { Area } from '../../../lib/domain/vocabulary.ts'
import { type Lane, madeId, type Step, type Story } from '../story.ts'

/** What the person keeps up, by the area of life it is part of. */
const AREAS: Readonly<Record<Area, CreateArea>> = {
  Health: { name: 'Health and running', description: 'Three runs a week, seven hours of sleep.', color: '#2e8b57' },
  Wealth: { name: 'Money', description: 'Six months saved, the rest invested, taxes in February.', color: '#b8860b' },
  Love: { name: 'Family and friends', description: 'Sundays are for calling home.', color: '#c71585' },
  Happiness: { name: 'Music and learning', description: 'Piano, Italian, books.', color: '#4169e1' },
  Operations: { name: 'Home', description: 'The flat, the balcony, the kitchen.', color: '#708090' },
  'Day Job': { name: 'Work', description: 'The team, and what it ships.', color: '#8b4513' },
}

export const areaIdOf = (story: Story, area: Area): string => madeId(story, `area ${AREAS[area].name}`)

/** The areas, among the first steps of the year, which set their times. */
export const areaSteps = ({ made }: Story): Lane =>
  Object.values(AREAS).map((area) => ({
    at: 0,
    run: async (ctx) => made.set(`area ${area.name}`, (await createArea(ctx, area)).id),
  }))

type Kept = Omit<CreateResource, 'areaId' | 'noteId'> & { area: Area; note?: string }

const RESOURCES: readonly Kept[] = [
  {
    area: 'Health',
    title: 'Training log template',
    topic: 'Running',
    url: 'https://example.org/running/log',
    tags: ['sheet'],
  },
  {
    area: 'Health',
    title: 'Stretching after a run',
    topic: 'Running',
    url: 'https://example.org/running/stretching',
    tags: ['video'],
  },
  { area: 'Health', title: 'Half marathon plan', topic: 'Running', note: 'Half marathon plan', tags: ['plan'] },
  {
    area: 'Wealth',
    title: 'Fund comparison',
    topic: 'Investing',
    url: 'https://example.org/funds/compare',
    tags: ['tool'],
  },
  { area: 'Wealth', title: 'Tax checklist of last year', topic: 'Taxes', note: 'Tax folder', tags: ['checklist'] },
  {
    area: 'Love',
    title: 'Ideas for rainy Sundays',
    topic: 'Family',
    url: 'https://example.org/rainy-days',
    tags: ['mia'],
  },
  {
    area: 'Happiness',
    title: 'Scores in the public domain',
    topic: 'Piano',
    url: 'https://imslp.org',
    tags: ['scores'],
  },
  {
    area: 'Happiness',
    title: 'Italian verbs',
    topic: 'Italian',
    url: 'https://example.org/italian/verbs',
    tags: ['grammar'],
  },
  { area: 'Operations', title: 'Sourdough, step by step', topic: 'Baking', note: 'Sourdough', tags: ['recipe'] },
  {
    area: 'Operations',
    title: 'What to plant when',
    topic: 'Garden',
    url: 'https://example.org/balcony/calendar',
    tags: ['balcony'],
  },
  { area: 'Day Job', title: 'Design note template', topic: 'Writing', note: 'Writing is thinking', tags: ['template'] },
  {
    area: 'Day Job',
    title: 'The tail at scale',
    topic: 'Distributed systems',
    url: 'https://research.google/pubs/the-tail-at-scale/',
    tags: ['paper'],
  },
]

/** Resources, one a month; the first of them is archived in the end. */
export const resourceLane = (story: Story): Lane => {
  const { days, made, at } = story
  return RESOURCES.map(({ area, note, ...body }, i): Step => {
    const noteIdOf = () => made.get(`note ${note}`)
    return {
      at: at(days[Math.floor(((i + 1) * (days.length - 1)) / RESOURCES.length)] ?? '', 20.8),
      run: (ctx) => {
        const noteId = note ? noteIdOf() : undefined
        return createResource(ctx, { ...body, areaId: areaIdOf(story, area), ...(noteId && { noteId }) })
      },
    }
  })
}
