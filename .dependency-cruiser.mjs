// Which way imports run: functions -> domain -> platform, and providers only from functions. `npm run imports` checks it.
const rule = (name, comment, from, to, more = {}) => ({ name, comment, severity: 'error', from, to, ...more })

const REACHES_OUT = 'fs|http|https|http2|net|tls|dns|child_process|process|os|worker_threads'
const VENDORS = '@aws-sdk|@aws|@smithy|@middy|aws-jwt-verify|openai|stripe'

export default {
  forbidden: [
    rule(
      'platform-imports-no-higher-layer',
      'The platform knows nothing of what runs on it.',
      { path: '^lib/platform/' },
      { path: '^(functions|lib/(domain|providers)|infra|tests)/' },
    ),
    rule(
      'domain-imports-platform-and-domain-only',
      'A domain names the interface it needs; the function hands it a provider.',
      { path: '^lib/domain/' },
      { path: '^(functions|lib/providers|infra|tests)/' },
    ),
    rule(
      'providers-import-no-function',
      'Providers are called by functions, not the other way round.',
      { path: '^lib/providers/' },
      { path: '^(functions|infra|tests)/' },
    ),
    rule(
      'providers-know-interfaces-only',
      'A provider fulfils an interface of its domain, and uses none of its services.',
      { path: '^lib/providers/' },
      { path: '^lib/domain/.*\\.(service|list|repository|kind)\\.ts$' },
    ),
    rule(
      'functions-import-neither-infra-nor-tests',
      'What is deployed stands without what deploys and tests it.',
      { path: '^functions/' },
      { path: '^(infra|tests)/' },
    ),
    rule(
      'functions-stand-apart',
      'One function imports nothing of another: they are deployed, and may be removed, one by one.',
      { path: '^functions/([^/]+)/' },
      { path: '^functions/', pathNot: '^functions/$1/' },
    ),
    rule(
      'domain-imports-no-vendor',
      'No SDK, vendor or middleware in a domain.',
      { path: '^lib/domain/' },
      { path: `(^|node_modules/)(${VENDORS})(/|$)` },
    ),
    rule(
      'domain-reaches-nothing-outside',
      'No file, network or process in a domain: time, ids and addresses are arguments.',
      { path: '^lib/domain/' },
      { path: `^(node:)?(${REACHES_OUT})(/|$)` },
    ),
    rule(
      'environment-is-read-in-config',
      'Variables are parsed once, with a message that names them (process.env itself is a rule of the linter).',
      { path: '^(functions|lib)/', pathNot: '^lib/platform/config/' },
      { path: '^(node:)?process$' },
    ),
    rule(
      'shared-domain-files-import-no-domain',
      'What lies at the root of lib/domain is shared by all folders, and knows none.',
      { path: '^lib/domain/[^/]+\\.ts$' },
      { path: '^lib/domain/[^/]+/' },
    ),
    rule(
      'domain-folders-form-no-cycle',
      'Folders, not only files: each can be understood, tested and moved with those below it.',
      { path: '^lib/domain' },
      { circular: true },
      { scope: 'folder' },
    ),
    rule(
      'only-repositories-know-the-table',
      'Keys are words of the domain; reading and writing rows belongs to *.repository.ts.',
      { path: '^lib/domain/', pathNot: '\\.repository\\.ts$' },
      { path: '^lib/platform/table/', pathNot: '/keys\\.ts$' },
    ),
  ],
  options: {
    // TypeScript 7 has no API that could parse for this tool.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
