import { type Kind, linkRelation } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { areaRelation } from '../../links/area-relation.ts'
import { type Resource, resourceFields } from './resource.fields.ts'

export const RESOURCE: Kind<Resource> = {
  name: 'resource',
  label: 'Resource',
  title: 'title',
  text: ['topic', 'tags', 'url'],
  defaults: defaultsOf(resourceFields),
  relations: [linkRelation('resource', 'noteId', 'knowledgeitem', 'Vault item'), areaRelation('resource')],
}
