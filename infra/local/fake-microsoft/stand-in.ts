import { DAY_MS } from '../../../lib/platform/units.ts'
import { startConsentServer } from '../fake-oauth/consent-server.ts'
import type { StandIn } from '../stand-ins.ts'
import { addEvent } from './books.ts'
import { answerMicrosoftOAuth } from './oauth.ts'
import { type FakeMicrosoft, startFakeMicrosoft } from './server.ts'

/** The stand-in for Microsoft's sign-in and Outlook's calendars, for one run of the local cloud. What is in it goes with the run. */
export const startMicrosoft = async (): Promise<StandIn> => {
  const microsoft = await startFakeMicrosoft()
  const { oauth } = microsoft
  const known = new Set<string>()
  const signedIn = (account: string): void => {
    if (known.has(account)) return
    known.add(account)
    fillMailbox(microsoft, account)
  }
  const page = await startConsentServer({
    ...{ name: 'Microsoft', path: '/common/oauth2/v2.0/authorize', oauth, account: 'ann@outlook.example', signedIn },
    others: (method, path, form) => answerMicrosoftOAuth(oauth, { method, path, form }),
  })
  return {
    secrets: { microsoft: oauth.client },
    env: { MICROSOFT_LOGIN_BASE: page.endpoint, MICROSOFT_GRAPH_BASE: microsoft.base },
    stop: async () => {
      await Promise.all([page.stop(), microsoft.stop()])
    },
  }
}

/** An appointment tomorrow. */
const fillMailbox = ({ mailboxOf }: FakeMicrosoft, account: string): void => {
  const mailbox = mailboxOf(account)
  const [calendar = ''] = mailbox.calendars.keys()
  const day = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10)
  const at = { start: `${day}T09:00:00`, end: `${day}T10:00:00`, zone: 'UTC' }
  addEvent(mailbox, calendar, { subject: 'Budget review', ...at })
}
