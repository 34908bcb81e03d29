/** The variables without which no function starts. */
export const NEEDED_VARIABLES = {
  STAGE: 'test',
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'none',
  USER_POOL_ID: 'eu-west-1_test',
  USER_POOL_CLIENT_ID: 'none',
}
