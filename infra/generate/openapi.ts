import { API } from '../../functions/meta/api.ts'
import { BASE_PATH, type Route } from '../../lib/platform/http/route.ts'
import type { FunctionSource } from './load-functions.ts'
import {
  envelope,
  headers,
  parameters,
  problemRef,
  problemResponses,
  problemSchema,
  statusOfCode,
} from './openapi-parts.ts'
import { type JsonSchema, schemaComponents } from './schema-components.ts'
import { startHere } from './start-here.ts'
import { orderedTags } from './tags.ts'

type Schemas = ReturnType<typeof schemaComponents>

/** The OpenAPI 3.1 description of every route table. */
export const openApiDocument = (functions: FunctionSource[]): JsonSchema => {
  const schemas = schemaComponents()
  const paths: Record<string, Record<string, JsonSchema>> = {}
  const tags = new Map<string, string>()
  for (const { name, routes, spec } of functions) {
    for (const [operationId, route] of Object.entries(routes)) {
      const operation = operationOf(operationId, { tags: [name], ...route }, schemas)
      for (const tag of operation.tags as string[]) tags.set(tag, tags.get(tag) ?? spec.description)
      const path = route.path.replace('+}', '}') // OpenAPI has no word for a parameter with slashes
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation }
    }
  }
  return {
    openapi: '3.1.0',
    info: infoOf(),
    servers: [{ url: BASE_PATH }],
    security: [{ bearer: [] }],
    tags: orderedTags(tags),
    paths: Object.fromEntries(Object.entries(paths).sort(([left], [right]) => (left < right ? -1 : 1))),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The Cognito access token' },
      },
      headers,
      parameters,
      responses: problemResponses(),
      schemas: { ...schemas.all(), Problem: problemSchema },
    },
  }
}

const infoOf = () => ({
  title: API.name,
  version: API.version,
  description: startHere(),
  license: { name: 'MIT', identifier: 'MIT' },
})

const operationOf = (operationId: string, route: Route, schemas: Schemas): JsonSchema => {
  const operation = {
    operationId,
    summary: route.summary,
    ...descriptionOf(route),
    tags: route.tags,
    ...(route.auth === 'public' && { security: [] }),
    parameters: parametersOf(route, schemas),
    ...requestBodyOf(route, schemas),
    responses: {
      [route.status]: success(route, schemas),
      ...Object.fromEntries(errorStatuses(route).map((status) => [status, problemRef(status)])),
    },
  }
  return operation.parameters.length > 0 ? operation : { ...operation, parameters: undefined }
}

const requestBodyOf = ({ body, bodyOptional, rawBody }: Route, schemas: Schemas): JsonSchema => {
  if (!body && !rawBody) return {}
  const schema = body ? schemas.input(body) : { type: 'object', additionalProperties: true }
  return { requestBody: { required: !bodyOptional, content: { 'application/json': { schema } } } }
}

const descriptionOf = (route: Route): { description?: string } => {
  const alias = route.underUser ? `Also served at /{userId}${route.path}, for the token’s own user only.` : ''
  const errors = route.errors?.length ? `Error codes of its own: ${route.errors.join(', ')}.` : ''
  const description = [route.description, alias, errors].filter(Boolean).join('\n\n')
  return description ? { description } : {}
}

const parametersOf = (route: Route, schemas: Schemas): JsonSchema[] => [
  ...(route.params ? fieldParameters(schemas.input(route.params), 'path') : []),
  ...(route.query ? fieldParameters(schemas.input(route.query), 'query') : []),
  ...(route.method === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(['PATCH', 'PUT', 'DELETE'].includes(route.method) ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
]

const fieldParameters = (object: JsonSchema, place: 'path' | 'query'): JsonSchema[] => {
  const required = (object.required as string[] | undefined) ?? []
  return Object.entries((object.properties as Record<string, JsonSchema>) ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schema
    return {
      name,
      in: place,
      ...(description !== undefined && { description }),
      required: place === 'path' || required.includes(name),
      schema: rest,
    }
  })
}

const redirect: JsonSchema = {
  description: 'Sends the browser on',
  headers: { Location: { description: 'Where to', schema: { type: 'string', format: 'uri' } } },
}

const success = (route: Route, schemas: Schemas): JsonSchema => {
  if (route.status === 302) return redirect
  if (route.raw) return { description: 'The document itself, without the envelope' }
  return {
    description: { 200: 'Done', 201: 'Created', 202: 'Accepted' }[route.status],
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(route.params && { ETag: { $ref: '#/components/headers/ETag' } }),
    },
    content: { 'application/json': { schema: envelope(schemas.output(route.response)) } },
  }
}

/** What any route of this form can answer, plus the codes it names itself. */
const errorStatuses = (route: Route): number[] => {
  const writes = route.method !== 'GET'
  const statuses = [
    ...(route.params || route.query || route.body ? [400] : []),
    ...(route.auth !== 'public' ? [401] : []),
    ...(route.underUser ? [403] : []),
    ...(route.params ? [404] : []),
    ...(writes ? [409] : []),
    ...(['PATCH', 'PUT', 'DELETE'].includes(route.method) ? [412] : []),
    ...(route.body || route.rawBody ? [413] : []),
    ...(route.method === 'POST' ? [422] : []),
    429,
    500,
    ...(route.raw ? [] : [503]),
    ...(route.errors ?? []).map(statusOfCode),
  ]
  return [...new Set(statuses)].sort((left, right) => left - right)
}
