import { createRequire } from 'node:module'

/** The fields of Cognito's requests that the local changes use. */
export type Request = {
  ClientId?: string
  Username?: string
  Password?: string
  ProposedPassword?: string
  AccessToken?: string
  RefreshToken?: string
  AuthFlow?: string
  AuthParameters?: Record<string, string>
  ChallengeName?: string
  ChallengeResponses?: Record<string, string>
  UserAttributes?: { Name: string; Value?: string }[]
}
export type Policy = {
  MinimumLength: number
  RequireUppercase: boolean
  RequireLowercase: boolean
  RequireNumbers: boolean
}
type User = { Username: string; UserStatus: string; Password: string; RefreshTokens?: string[] }
type Pool = {
  options: { Id: string; Policies?: { PasswordPolicy?: Policy } }
  getUserByUsername: (context: unknown, name: string) => Promise<User | null>
  saveUser: (context: unknown, user: User) => Promise<void>
}
export type Services = { cognito: { getUserPoolForClientId: (context: unknown, clientId: string) => Promise<Pool> } }
export type Run = (context: unknown, request: Request) => Promise<Record<string, unknown>>
export type Target = (services: Services) => Run

const require = createRequire(import.meta.url)
const { Targets } = require('cognito-local/lib/targets/targets') as { Targets: Record<string, Target> }
const { CognitoError } = require('cognito-local/lib/errors') as {
  CognitoError: new (code: string, message: string) => Error & { code: string }
}

/** An error that cognito-local answers with as AWS would. */
export const cognitoError = (code: string, message: string): Error => new CognitoError(code, message)

/** The current handler of a call, with every change made so far. */
export const target = (name: string): Target => {
  const found = Targets[name]
  if (!found) throw new Error(`cognito-local has no ${name}`)
  return found
}

export const setTarget = (name: string, value: Target): void => {
  Targets[name] = value
}

/** Wraps the handlers of existing calls; the last wrapper is the outermost. */
export const change = (names: string[], around: (run: Run, services: Services) => Run): void => {
  for (const name of names) {
    const original = target(name)
    setTarget(name, (services) => around(original(services), services))
  }
}
