import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Sign-up, sign-in, passwords and the profile',
  access: {
    table: ['read', 'write'],
    cognito: [
      'ChangePassword',
      'ConfirmForgotPassword',
      'ConfirmSignUp',
      'ForgotPassword',
      'GetUser',
      'InitiateAuth',
      'ResendConfirmationCode',
      'RevokeToken',
      'SignUp',
    ],
  },
} satisfies FunctionSpec
