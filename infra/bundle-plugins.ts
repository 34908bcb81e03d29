import { compileCache } from './compile-cache/plugin.ts'
import { noDescriptions } from './no-descriptions.ts'
import { noJsonSchema } from './no-json-schema.ts'

/** For serverless-esbuild, which builds each function by itself. */
export default [noJsonSchema, noDescriptions, compileCache]
