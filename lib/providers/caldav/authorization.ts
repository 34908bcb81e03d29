import { createHash } from 'node:crypto'

export type Credentials = { username: string; password: string }

/** What a server asked for by `WWW-Authenticate: Digest` (RFC 7616). */
export type DigestChallenge = {
  realm: string
  nonce: string
  opaque: string | null
  hash: 'md5' | 'sha256'
  isSession: boolean
  hasQop: boolean
}

/** RFC 7617, in UTF-8. */
export const basicAuthorization = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** The first Digest challenge of a header that can be answered; null where Basic is accepted, or nothing that we know. */
export const digestChallenge = (header: string): DigestChallenge | null => {
  if (header.length > 4_000 || /(^|,)\s*basic\s/i.test(header)) return null
  const [, fields] = /(?:^|,)\s*digest\s+(.*)$/is.exec(header) ?? []
  const [, algorithm = '', session] = /^(md5|sha-256)(-sess)?$/i.exec(field(fields, 'algorithm') ?? 'MD5') ?? []
  const [realm, nonce] = [field(fields, 'realm'), field(fields, 'nonce')]
  if (realm === null || nonce === null || algorithm === '') return null
  const qop = field(fields, 'qop')
  if (qop !== null && !/(^|,)\s*auth\s*(,|$)/i.test(qop)) return null
  const hash = algorithm.toLowerCase() === 'md5' ? 'md5' : 'sha256'
  return { realm, nonce, opaque: field(fields, 'opaque'), hash, isSession: Boolean(session), hasQop: qop !== null }
}

const field = (fields = '', name: string): string | null => {
  const [, quoted, plain] = new RegExp(`(?:^|[,\\s])${name}=(?:"([^"]*)"|([^\\s",]+))`, 'i').exec(fields) ?? []
  return quoted ?? plain ?? null
}

type Asked = { method: string; path: string; nonce: string; count: number }

/** The answer to a challenge for one request. `nonce`: ours, another one each time; `count`: of requests since the challenge. */
export const digestAuthorization = (
  { username, password }: Credentials,
  challenge: DigestChallenge,
  { method, path, nonce: cnonce, count }: Asked,
): string => {
  const { realm, nonce, opaque, hash, isSession, hasQop } = challenge
  const digest = (...parts: string[]) => createHash(hash).update(parts.join(':')).digest('hex')
  const nc = count.toString(16).padStart(8, '0')
  const login = digest(username, realm, password)
  const first = isSession ? digest(login, nonce, cnonce) : login
  const second = digest(method, path)
  const response = hasQop ? digest(first, nonce, nc, cnonce, 'auth', second) : digest(first, nonce, second)
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
  return [
    `Digest username=${quoted(username)}`,
    ...[`realm=${quoted(realm)}`, `nonce=${quoted(nonce)}`, `uri=${quoted(path)}`],
    `algorithm=${hash === 'md5' ? 'MD5' : 'SHA-256'}${isSession ? '-sess' : ''}`,
    `response="${response}"`,
    ...(hasQop || isSession ? [`cnonce="${cnonce}"`] : []),
    ...(hasQop ? ['qop=auth', `nc=${nc}`] : []),
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ')
}
