using System.Text;
using System.Text.Json;

namespace Exchange.Integration.Tests;

/// <summary>Speaks REST with an exchange.</summary>
/// <param name="exchange">Which one; after a restart at its new address.</param>
/// <param name="http">What carries the requests.</param>
/// <param name="credentials">Signs them; null for none.</param>
public sealed class ApiClient(ExchangeProcess exchange, HttpClient http, Credentials? credentials)
{
    public Credentials Credentials => credentials ?? throw new InvalidOperationException("The client has no key.");

    public ExchangeProcess Exchange => exchange;

    public Task<ApiAnswer> GetAsync(string target) => SendAsync(HttpMethod.Get, target);

    public Task<ApiAnswer> PostAsync(string target, object? body = null) => SendAsync(HttpMethod.Post, target, body);

    public Task<ApiAnswer> PutAsync(string target, object body) => SendAsync(HttpMethod.Put, target, body);

    public Task<ApiAnswer> PatchAsync(string target, object body) => SendAsync(HttpMethod.Patch, target, body);

    public Task<ApiAnswer> DeleteAsync(string target) => SendAsync(HttpMethod.Delete, target);

    /// <param name="method">The verb.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="body">A string or bytes as they are, anything else as JSON; null for none.</param>
    public Task<ApiAnswer> SendAsync(HttpMethod method, string target, object? body = null) => SendAsync(Request(method, target, body));

    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            return new ApiAnswer(response, await response.Content.ReadAsStringAsync(), exchange);
        }
    }

    /// <summary>The request, signed, for tests that spoil it or send it twice.</summary>
    public HttpRequestMessage Request(HttpMethod method, string target, object? body = null, string? timestamp = null)
    {
        var bytes = body switch
        {
            null => [],
            byte[] raw => raw,
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web),
        };
        var request = new HttpRequestMessage(method, new Uri(exchange.Address, target));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.Add("Content-Type", "application/json");
        }

        if (credentials is not null)
        {
            timestamp ??= credentials.NextTimestamp();
            request.Headers.Add("X-Api-Key", credentials.KeyId);
            request.Headers.Add("X-Api-Timestamp", timestamp);
            request.Headers.Add("X-Api-Signature", credentials.Sign(timestamp, method.Method, request.RequestUri!.PathAndQuery, bytes));
        }

        return request;
    }
}
