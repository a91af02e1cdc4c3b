using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>What came back from a request.</summary>
public sealed class ApiAnswer(HttpResponseMessage response, string text, ExchangeProcess exchange)
{
    public int Status { get; } = (int)response.StatusCode;

    public HttpResponseHeaders Headers { get; } = response.Headers;

    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    public string Text => text;

    /// <summary>The answer of a request that was done.</summary>
    public JsonElement Ok()
    {
        Assert.True(Status == 200, $"200 was expected, not {this}");
        return Parse();
    }

    /// <summary>The problem of one that was not, by RFC 9457, with the code that programs go by.</summary>
    public JsonElement IsProblem(int status, string code)
    {
        Assert.True(Status == status, $"{status} {code} was expected, not {this}");
        Assert.Equal("application/problem+json", MediaType);
        var problem = Parse();
        Assert.Equal(code, problem.Text("code"));
        Assert.Equal(status, problem.Number("status"));
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("detail"));
        return problem;
    }

    public override string ToString() => $"{Status} {text}{(Status >= 500 ? $"\n{exchange.Log}" : "")}";

    private JsonElement Parse()
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
