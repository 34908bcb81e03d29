import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { AppError } from '../../../lib/platform/errors.ts'
import { stubEnvironment } from '../../support/environment.ts'

let returnAddress: typeof import('../../../lib/platform/http/return-address.ts').returnAddress
beforeAll(async () => {
  vi.resetModules()
  stubEnvironment({ APP_URLS: 'https://app.example.com,http://localhost:5173' })
  ;({ returnAddress } = await import('../../../lib/platform/http/return-address.ts'))
})

const refusalOf = (sent: string): unknown => {
  try {
    return returnAddress('returnUrl', sent, '/')
  } catch (error) {
    return (error as AppError).code
  }
}

describe('an address to which a browser is sent back', () => {
  it('is that of the first app where none is sent', () => {
    expect(returnAddress('returnUrl', undefined, '/plans?a=b')).toBe('https://app.example.com/plans?a=b')
  })

  it.each([
    ['https://app.example.com/plans', 'https://app.example.com/plans'],
    ['http://localhost:5173', 'http://localhost:5173/'],
    ['HTTPS://APP.EXAMPLE.COM:443/x', 'https://app.example.com/x'],
    ['https://app.example.com/../a?next=https://evil.com#x', 'https://app.example.com/a?next=https://evil.com#x'],
    ['https:\\\\app.example.com\\x', 'https://app.example.com/x'],
    ['https://app.example.com\\@evil.com', 'https://app.example.com/@evil.com'],
    ['  https://app.example.com/\tx', 'https://app.example.com/x'],
  ])('may be %s', (sent, address) => {
    expect(returnAddress('returnUrl', sent, '/')).toBe(address)
  })

  it.each([
    'https://evil.com',
    'https://app.example.com.evil.com',
    'https://evil.com/https://app.example.com',
    'https://app.example.com@evil.com',
    'https://me@app.example.com',
    'https://:pw@app.example.com',
    'http://app.example.com',
    'https://app.example.com:444',
    'https://localhost:5173',
    '//app.example.com',
    '/plans',
    '',
    'null',
    'javascript:alert(1)',
    'blob:https://app.example.com/1',
    'about:blank',
    'file:///etc/passwd',
  ])('may not be %s', (sent) => {
    expect(refusalOf(sent)).toBe('VALIDATION_ERROR')
  })
})
