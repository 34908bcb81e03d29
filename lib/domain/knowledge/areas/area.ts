import type { Kind } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { areaFields, type ParaArea } from './area.fields.ts'

export const AREA: Kind<ParaArea> = {
  name: 'area',
  label: 'Area',
  title: 'name',
  text: ['description'],
  defaults: defaultsOf(areaFields),
}
