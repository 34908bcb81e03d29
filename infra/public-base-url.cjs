/** What the outside world calls the API: PUBLIC_BASE_URL or, when that is absent or empty, the gateway's own address. */
module.exports = () =>
  process.env.PUBLIC_BASE_URL || {
    'Fn::Sub': `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`,
  }
