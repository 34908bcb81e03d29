// Stands in for @aws-sdk/credential-provider-node in the bundles (infra/bundle.yml): Lambda hands a function its role's
// credentials in the environment, so the chain of profiles, single sign-on and metadata servers is weight only.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
