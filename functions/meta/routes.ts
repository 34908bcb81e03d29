import * as z from 'zod'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['meta']
const Health = z
  .object({
    status: z.literal('ok'),
    checks: z.record(z.string(), z.literal('ok')).optional().describe('What was asked: table, files, userPool'),
  })
  .meta({ id: 'Health' })
const HealthQuery = z.object({
  deep: z
    .enum(['0', '1'])
    .transform((value) => value === '1')
    .optional()
    .describe('1: asks table, files and user pool, at most every ten seconds'),
})
const Address = z.string().describe('A path on the same host')
const ApiRoot = z
  .object({ name: z.string(), version: z.string(), docs: Address, openapi: Address, health: Address })
  .meta({ id: 'ApiRoot' })
const Bytes = z.unknown()

export const routes = {
  readApi: {
    method: 'GET',
    path: '/',
    summary: 'Say what this is and where it is described',
    description: 'Also served at the root of the host.',
    tags,
    auth: 'public',
    status: 200,
    response: ApiRoot,
  },
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Say that the API answers, or that all it needs does',
    description: 'With deep=1 the error (503) names what does not answer.',
    tags,
    auth: 'public',
    query: HealthQuery,
    errors: ['SERVICE_UNAVAILABLE'],
    status: 200,
    response: Health,
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    tags,
    auth: 'public',
    raw: true,
    status: 200,
    response: Bytes,
  },
  docs: {
    method: 'GET',
    path: '/docs',
    summary: 'The reference page',
    tags,
    auth: 'public',
    raw: true,
    status: 200,
    response: Bytes,
  },
  docsScript: {
    method: 'GET',
    path: '/docs/swagger-ui.js',
    summary: 'Script of the reference page',
    tags,
    auth: 'public',
    raw: true,
    status: 200,
    response: Bytes,
  },
  docsStyle: {
    method: 'GET',
    path: '/docs/swagger-ui.css',
    summary: 'Style of the reference page',
    tags,
    auth: 'public',
    raw: true,
    status: 200,
    response: Bytes,
  },
} satisfies RouteTable
