import * as z from 'zod'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import {
  AreaQuery,
  CreateArea,
  ParaArea,
  ParaAreaPage,
  ReplaceArea,
  UpdateArea,
} from '../../lib/domain/knowledge/areas/area.schema.ts'
import {
  CreateResource,
  ReplaceResource,
  Resource,
  ResourcePage,
  ResourceQuery,
  UpdateResource,
} from '../../lib/domain/knowledge/resources/resource.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const AreaPath = z.object({ areaId: Id })
const ResourcePath = z.object({ resourceId: Id })

const tags = ['knowledge']

/** Areas of responsibility and resources, as in PARA; its projects are those of /projects, its archive is a status. */
export const paraRoutes = {
  listAreas: {
    method: 'GET',
    path: '/areas',
    summary: 'List areas',
    tags,
    query: AreaQuery,
    status: 200,
    response: ParaAreaPage,
  },
  createArea: {
    method: 'POST',
    path: '/areas',
    summary: 'Create an area',
    tags,
    body: CreateArea,
    status: 201,
    response: ParaArea,
    description: 'An area of responsibility, in the sense of PARA. The fixed areas of life are in GET /vocabulary.',
  },
  readArea: {
    method: 'GET',
    path: '/areas/{areaId}',
    summary: 'Read an area',
    tags,
    params: AreaPath,
    status: 200,
    response: ParaArea,
  },
  updateArea: {
    method: 'PATCH',
    path: '/areas/{areaId}',
    summary: 'Change an area',
    tags,
    params: AreaPath,
    body: UpdateArea,
    status: 200,
    response: ParaArea,
  },
  replaceArea: {
    method: 'PUT',
    path: '/areas/{areaId}',
    summary: 'Replace an area',
    tags,
    params: AreaPath,
    body: ReplaceArea,
    status: 200,
    response: ParaArea,
  },
  deleteArea: {
    method: 'DELETE',
    path: '/areas/{areaId}',
    summary: 'Move an area to the trash',
    tags,
    params: AreaPath,
    status: 200,
    response: Deleted,
    description: 'What was filed under it has no area then; restoring it files that under it again.',
  },
  listResources: {
    method: 'GET',
    path: '/resources',
    summary: 'List resources',
    tags,
    query: ResourceQuery,
    status: 200,
    response: ResourcePage,
  },
  createResource: {
    method: 'POST',
    path: '/resources',
    summary: 'Create a resource',
    tags,
    body: CreateResource,
    status: 201,
    response: Resource,
    description: 'An address, or a note of the vault, with a topic. Addresses are kept and never fetched.',
  },
  readResource: {
    method: 'GET',
    path: '/resources/{resourceId}',
    summary: 'Read a resource',
    tags,
    params: ResourcePath,
    status: 200,
    response: Resource,
  },
  updateResource: {
    method: 'PATCH',
    path: '/resources/{resourceId}',
    summary: 'Change a resource',
    tags,
    params: ResourcePath,
    body: UpdateResource,
    status: 200,
    response: Resource,
  },
  replaceResource: {
    method: 'PUT',
    path: '/resources/{resourceId}',
    summary: 'Replace a resource',
    tags,
    params: ResourcePath,
    body: ReplaceResource,
    status: 200,
    response: Resource,
  },
  deleteResource: {
    method: 'DELETE',
    path: '/resources/{resourceId}',
    summary: 'Move a resource to the trash',
    tags,
    params: ResourcePath,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable
