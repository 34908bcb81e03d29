import { BASE_PATH } from '../../lib/platform/http/route.ts'

/** What the API calls itself: at its root and in its description. */
export const API = { name: 'LifeOS API', version: '1.0.0' }

/** The answer at the API's root: addresses are paths on the same host. */
export const apiRoot = () => ({
  ...API,
  docs: `${BASE_PATH}/docs`,
  openapi: `${BASE_PATH}/openapi.json`,
  health: `${BASE_PATH}/health`,
})
