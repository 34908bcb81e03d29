import { countAccount } from '../../lib/domain/auth/account-limit.ts'
import * as auth from '../../lib/domain/auth/auth.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import type { RateLimit } from '../../lib/platform/errors.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { cognitoIdentity } from '../../lib/providers/cognito/cognito-identity.ts'
import { routes } from './routes.ts'

const provider = cognitoIdentity()

type Input<B> = { ctx: Context; body: B; reportLimit: (limit: RateLimit) => void }
type Service<B, R> = (ctx: Context, identity: typeof provider, body: B) => Promise<R>

/** Counts the request for the account it names before anything is done with it. */
const perAccount =
  <B extends { email: string }, R>(service: Service<B, R>) =>
  async ({ ctx, body, reportLimit }: Input<B>): Promise<R> => {
    reportLimit(await countAccount(ctx, body.email))
    return service(ctx, provider, body)
  }

export const handler = httpLambda(routes, {
  signUp: perAccount(auth.signUp),
  confirmSignUp: perAccount(auth.confirm),
  resendCode: perAccount(auth.resendCode),
  login: perAccount(auth.signIn),
  refreshSession: ({ ctx, body }) => auth.refresh(ctx, provider, body),
  logout: ({ ctx, body }) => auth.logout(ctx, provider, body),
  forgotPassword: perAccount(auth.forgotPassword),
  resetPassword: perAccount(auth.resetPassword),
  changePassword: async ({ ctx, body, caller, reportLimit }) => {
    reportLimit(await countAccount(ctx, ctx.userId))
    return auth.changePassword(ctx, provider, { ...body, accessToken: caller.accessToken ?? '' })
  },
  readMe: ({ ctx, caller }) => auth.withPlan(ctx, auth.readMe(ctx, provider, caller.accessToken)),
  updateMe: ({ ctx, body, caller }) => auth.withPlan(ctx, auth.changeMe(ctx, provider, caller.accessToken, body)),
  replaceMe: ({ ctx, body, caller }) => auth.withPlan(ctx, auth.replaceMe(ctx, provider, caller.accessToken, body)),
})
