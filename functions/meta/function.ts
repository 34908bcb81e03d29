import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Health, API description and reference page; answers unknown routes',
  access: { table: ['read'], files: 'read' },
  files: [
    'docs/openapi.json',
    'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
    'node_modules/swagger-ui-dist/swagger-ui.css',
  ],
} satisfies FunctionSpec
