import * as z from 'zod'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['meta']
const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
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
    summary: 'Say that the API answers',
    tags,
    auth: 'public',
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
