import type * as z from 'zod'
import { Text } from '../../fields.ts'

const MAX_FOLDER = 500

const isFolder = (folder: string): boolean =>
  folder === '' || folder.split('/').every((name) => name !== '' && name !== '.' && name !== '..')

/** The folder of a vault's file: 'a/b', or '' at the top. */
export const Folder = (): z.ZodType<string> =>
  Text(MAX_FOLDER).refine(isFolder, 'Must be names between slashes, none of them "." or ".."')
