import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { RawAnswer } from '../../lib/platform/http/route.ts'

const DAY = 86_400
const kept = new Map<string, RawAnswer>()

/** A file deployed with the function (function.ts lists them), compressed once. `path`: relative to the project's root. */
export const fileAnswer = async (path: string, contentType: string, cacheSeconds = DAY): Promise<RawAnswer> => {
  const known = kept.get(path)
  if (known) return known
  const body = await readFile(join(process.cwd(), path))
  const answer = { contentType, body, gzipped: gzipSync(body), cacheSeconds }
  kept.set(path, answer)
  return answer
}

/** Swagger UI for this API. Its script and style are served from here too, so the page works offline. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LifeOS API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="docs/swagger-ui.js"></script>
<script>
  SwaggerUIBundle({ url: 'openapi.json', dom_id: '#reference', deepLinking: true, docExpansion: 'none', filter: true, persistAuthorization: true, validatorUrl: null })
</script>
</body>
</html>
`
