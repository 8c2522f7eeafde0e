using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Platform.Secrets;

/// <summary>
/// Reads secrets of AWS Secrets Manager through Systems Manager's documented reference
/// (<c>/aws/reference/secretsmanager/&lt;name&gt;</c>); needs <c>ssm:GetParameter</c> and
/// <c>secretsmanager:GetSecretValue</c>.
/// </summary>
internal sealed class AwsSecrets(IAmazonSimpleSystemsManagement systemsManager) : ISecretReader
{
    public async ValueTask<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var request = new GetParameterRequest { Name = $"/aws/reference/secretsmanager/{name}", WithDecryption = true };
        try
        {
            return (await systemsManager.GetParameterAsync(request, cancellationToken)).Parameter.Value;
        }
        catch (ParameterNotFoundException)
        {
            throw new SecretNotFoundException(name, "AWS Secrets Manager");
        }
    }
}
