import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { OutboundRefused } from './outbound-refused.ts'
import { blockListFor, isPublicAddress } from './public-address.ts'
import { NOT_PUBLIC, type Target } from './public-url.ts'

/** `isAllowed`: the address need not be public. */
export type Endpoint = { address: string; port: number; isAllowed: boolean }

/** How requests reach the network. */
export type Network = {
  /** Every IP address of a host name. */
  resolve: (host: string) => Promise<string[]>
  /** A connection to exactly this IP address, open when the promise resolves, and destroyed by `signal`. */
  connect: (endpoint: Endpoint, signal: AbortSignal) => Promise<Socket>
}

/** How one request reaches the network, and until when: `signal` is aborted after `timeoutMs`. */
export type Way = { network: Network; signal: AbortSignal; timeoutMs: number }

/** IPv4 first: a Lambda function outside of a VPC has no IPv6. */
const resolve = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return found.map(({ address }) => address)
}

/**
 * `address` is an IP address, so Node resolves nothing anew, and its block list is a second check: it does not depend on how
 * the address came here.
 */
const connectTo: Network['connect'] = async ({ address, port, isAllowed }, signal) => {
  if (!isIP(address)) throw new Error('not an IP address')
  const socket = connect({ host: address, port, signal, ...(!isAllowed && { blockList: blockListFor(address) }) })
  await once(socket, 'connect')
  return socket
}

export const NETWORK: Network = { resolve, connect: connectTo }

/**
 * The IP addresses of a target, each of which may be connected to. One that may not refuses the whole target: a name with
 * public and private addresses is an attack or a mistake.
 * @throws OutboundRefused
 */
export const addressesOf = async ({ host, isAllowed }: Target, { resolve }: Network): Promise<string[]> => {
  const addresses = isIP(host) ? [host] : await resolve(host)
  if (!isAllowed && !addresses.every(isPublicAddress)) throw new OutboundRefused('address', NOT_PUBLIC)
  if (addresses.length === 0) throw new OutboundRefused('unreachable', 'The host of the address was not found')
  return addresses
}

const MAX_ATTEMPTS = 4

/**
 * A connection to the first of these addresses that takes one, encrypted for https with the certificate checked for the
 * target's host. `signal` ends it. Any but the last attempt to connect may take a quarter of `timeoutMs`.
 * @throws OutboundRefused `unreachable` for a certificate that is not trusted.
 */
export const openConnection = async (
  { url, host, port, isAllowed }: Target,
  addresses: string[],
  { network, signal, timeoutMs }: Way,
): Promise<Socket> => {
  const endpoints = addresses.slice(0, MAX_ATTEMPTS).map((address) => ({ address, port, isAllowed }))
  const socket = await firstConnection(endpoints, { network, signal, timeoutMs: timeoutMs / MAX_ATTEMPTS })
  // Without a listener, an error between two steps would end the process.
  socket.on('error', () => {})
  return url.protocol === 'https:' ? encrypted(socket, host) : socket
}

const firstConnection = async (endpoints: Endpoint[], way: Way): Promise<Socket> => {
  const { network, signal, timeoutMs } = way
  const [endpoint, ...others] = endpoints
  if (!endpoint) throw new Error('no address to connect to')
  signal.throwIfAborted()
  if (others.length === 0) return network.connect(endpoint, signal)
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), timeoutMs)
  try {
    return await network.connect(endpoint, AbortSignal.any([signal, patience.signal]))
  } catch {
    return await firstConnection(others, way)
  } finally {
    clearTimeout(timer)
  }
}

const encrypted = async (socket: Socket, host: string): Promise<Socket> => {
  const secure = connectTls({ socket, host, ALPNProtocols: ['http/1.1'], ...(!isIP(host) && { servername: host }) })
  secure.on('error', () => {})
  try {
    await once(secure, 'secureConnect')
  } catch (error) {
    if (!secure.authorizationError) throw error
    throw new OutboundRefused('unreachable', 'The certificate of the server is not trusted', error)
  }
  return secure
}
