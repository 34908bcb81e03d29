/**
 * The framework gives the gateway a permission on every function, a resource each. One role that may call them all
 * (GatewayRole in generated/roles.yml) does the same with one: CloudFormation takes 500 resources.
 */
module.exports = class GatewayRole {
  constructor(serverless) {
    this.hooks = {
      'after:package:compileEvents': () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate
        for (const [id, { Type, Properties }] of Object.entries(Resources)) {
          if (Type === 'AWS::Lambda::Permission' && Properties.Principal === 'apigateway.amazonaws.com')
            delete Resources[id]
          if (Type === 'AWS::ApiGatewayV2::Integration')
            Properties.CredentialsArn = { 'Fn::GetAtt': ['GatewayRole', 'Arn'] }
        }
      },
    }
  }
}
