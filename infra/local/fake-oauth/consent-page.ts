import { html, type Markup, page } from '../fake-stripe/page.ts'

/** Scopes by which a provider only learns who somebody is: they cannot be unticked. */
const IDENTITY = new Set(['openid', 'email', 'profile', 'offline_access', 'User.Read'])

export const scopesIn = (asked: URLSearchParams): string[] => (asked.get('scope') ?? '').split(' ').filter(Boolean)

/** Of the scopes that are asked for, those that a person may untick. */
export const optionalScopes = (asked: URLSearchParams): string[] =>
  scopesIn(asked).filter((scope) => !IDENTITY.has(scope) && !/userinfo/.test(scope))

const tickbox = (scope: string): Markup =>
  html`<p><label><input type="checkbox" name="scope" value="${scope}" checked> <code>${scope}</code></label></p>`

/** Where somebody chooses an account and allows LifeOS to use its calendars, or does not. */
export const consentPage = (provider: string, asked: URLSearchParams, account: string): string =>
  page(
    `Sign in with ${provider}`,
    html`<section><h1>Sign in with ${provider}</h1>
    <p class="faint">LifeOS wants to use the calendars of an account. Any address will do: a new one gets a calendar with a few events.</p>
    <form method="post">
    <p><label>Account <input type="email" name="account" required value="${asked.get('login_hint') ?? account}"></label></p>
    ${optionalScopes(asked).map(tickbox)}
    <p class="row"><button class="main" name="do" value="allow">Allow</button>
    <button class="bad" name="do" value="deny" formnovalidate>Deny</button></p>
    </form></section>`,
    `Stand-in for ${provider} on this machine. Nobody is asked for a password, and nothing reaches ${provider}.`,
  )
