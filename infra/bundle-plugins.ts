import { compileCache } from './compile-cache/plugin.ts'
import { noDescriptions } from './no-descriptions.ts'
import { noJsonSchema } from './no-json-schema.ts'
import { noRuleTexts } from './no-rule-texts.ts'
import { noTableErrors } from './no-table-errors.ts'

/** For serverless-esbuild, which builds each function by itself. */
export default [noJsonSchema, noDescriptions, noRuleTexts, noTableErrors, compileCache]
