using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Platform.Tests.Pipelines;

[Collection(typeof(NonParallelCollection))]
public sealed class SupplyChainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evenkeel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""[{ "license": { "id": "MIT" } }]""", 0, "1 × MIT")]
    [InlineData("""[{ "license": { "id": "GPL-3.0-only" } }]""", 1, "not allowed: Tool 1.2.3: GPL-3.0-only")]
    [InlineData("""[{ "license": { "name": "Ask us" } }]""", 1, "not allowed: Tool 1.2.3: Ask us")]
    [InlineData("""[{ "expression": "MIT OR GPL-2.0-only" }]""", 1, "not allowed: Tool 1.2.3: MIT OR GPL-2.0-only")]
    [InlineData("[]", 1, "not allowed: Tool 1.2.3: ")]
    public async Task Licence_must_be_allowed(string licences, int expected, string says)
    {
        var sbom = await WriteAsync(
            "sbom.json",
            $$"""{ "components": [{ "name": "Tool", "version": "1.2.3", "licenses": {{licences}} }] }""");

        var (code, output) = await Script.RunAsync(".ci/steps/licences", [sbom]);

        Assert.Contains(says, output);
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task Inventory_without_packages_is_no_proof_of_licences()
    {
        var sbom = await WriteAsync("sbom.json", """{ "components": [] }""");

        Assert.Equal(1, (await Script.RunAsync(".ci/steps/licences", [sbom])).Code);
    }

    [Theory]
    [InlineData("(, 99.0.0)", 1, "NU1901")]
    [InlineData("(, 1.0.0)", 0, "no package has a known vulnerability")]
    public async Task Vulnerable_package_fails(string versions, int expected, string says)
    {
        await using var source = await SourceAsync(
            "VulnerabilityInfo/6.7.0",
            $$"""{ "dapper": [{ "url": "https://example.org/1", "severity": 0, "versions": "{{versions}}" }] }""");

        var (code, output) = await Script.RunAsync(".ci/steps/vulnerable-packages", [await ProjectAsync(source)]);

        Assert.Contains(says, output);
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task Source_that_knows_no_vulnerabilities_fails()
    {
        await using var source = await SourceAsync("SearchQueryService", "{}");

        var (code, output) = await Script.RunAsync(".ci/steps/vulnerable-packages", [await ProjectAsync(source)]);

        Assert.Contains("it is unknown whether packages have any", output);
        Assert.Equal(1, code);
    }

    /// <summary>A package source as NuGet reads it; the package itself is in the cache of this machine.</summary>
    private static Task<TestService> SourceAsync(string resource, string page) => TestService.StartAsync(app =>
    {
        app.MapGet("/index.json", (HttpRequest request) => Results.Text(
            $$"""
            { "version": "3.0.0", "resources": [
              { "@id": "http://{{request.Host}}/packages/", "@type": "PackageBaseAddress/3.0.0" },
              { "@id": "http://{{request.Host}}/registrations/", "@type": "RegistrationsBaseUrl/3.6.0" },
              { "@id": "http://{{request.Host}}/pages.json", "@type": "{{resource}}" }
            ] }
            """));
        app.MapGet("/pages.json", (HttpRequest request) => Results.Text(
            $$"""
            [{ "@name": "all", "@id": "http://{{request.Host}}/page.json", "@updated": "2026-11-01T00:00:00Z" }]
            """));
        app.MapGet("/page.json", () => Results.Text(page));
    });

    private async Task<string> ProjectAsync(TestService source)
    {
        await WriteAsync(
            "nuget.config",
            $"""
            <configuration><packageSources>
              <clear />
              <add key="test" value="{source.Client.BaseAddress}index.json" allowInsecureConnections="true" />
            </packageSources></configuration>
            """);
        var versions = Path.Combine(Repository.Root, "Directory.Packages.props");
        await WriteAsync("Directory.Packages.props", $"""<Project><Import Project="{versions}" /></Project>""");
        return await WriteAsync(
            "Sample.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Dapper" /></ItemGroup>
            </Project>
            """);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }
}
