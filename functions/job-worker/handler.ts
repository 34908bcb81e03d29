import { calendarImport } from '../../lib/domain/calendar/import/import-slices.service.ts'
import { ankiExport } from '../../lib/domain/knowledge/exports/export-anki.service.ts'
import { filesExport } from '../../lib/domain/knowledge/exports/export-files.service.ts'
import { renameLinks } from '../../lib/domain/knowledge/graph/rename-links.service.ts'
import { ankiImport } from '../../lib/domain/knowledge/imports/import-anki.service.ts'
import { filesImport } from '../../lib/domain/knowledge/imports/import-files.service.ts'
import { deckOptimization } from '../../lib/domain/knowledge/reviews/optimizer/optimize-slices.service.ts'
import { jobLambda } from '../../lib/platform/jobs/job-lambda.ts'
import { openAnkiPackage } from '../../lib/providers/anki/open-package.ts'
import { writeAnkiCollection } from '../../lib/providers/anki/write-collection.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { s3Objects } from '../../lib/providers/files/s3-objects.ts'

const stores = { texts: s3Files(), objects: s3Objects() }

export const handler = jobLambda('job-worker', [
  calendarImport,
  deckOptimization,
  filesImport(stores),
  ankiImport(stores, openAnkiPackage),
  filesExport(stores),
  ankiExport(stores.objects, writeAnkiCollection),
  renameLinks(stores.texts),
])
