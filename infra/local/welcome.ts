import { DEMO } from './demo.ts'

/** The text shown when everything runs: addresses, the demo account, and a command to paste. */
export const welcome = (
  gateway: string,
  env: Record<string, string>,
  elapsedMs: number,
  standIns: { name: string; url: string }[],
): string => {
  const api = `${gateway.replace('127.0.0.1', 'localhost')}/api/v1`
  const login = `curl -s ${api}/auth/login -H 'content-type: application/json' -d '${JSON.stringify(DEMO)}'`
  const token = `${login} | sed -E 's/.*"accessToken":"([^"]+)".*/\\1/'`
  const pages = standIns.map(({ name, url }) => `\n  ${name.padEnd(8)} ${url}  (stand-in)`).join('')
  return `
LifeOS is ready after ${(elapsedMs / 1000).toFixed(1)} s. Ctrl-C stops it; data stays, npm start -- --reset wipes it.

  API      ${api}
  Docs     ${api}/docs
  Account  ${DEMO.email}  ${DEMO.password}
  Cognito  ${env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER}  pool ${env.USER_POOL_ID}  client ${env.USER_POOL_CLIENT_ID}${pages}

  curl -s ${api}/tasks -H "authorization: Bearer $(${token})"
`
}
