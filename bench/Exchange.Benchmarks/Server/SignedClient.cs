using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>An API key with its secret.</summary>
internal sealed record ApiCredentials(string KeyId, string Secret)
{
    /// <summary>Reads the file that the exchange leaves for its first operator.</summary>
    public static ApiCredentials Read(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ApiCredentials(file.RootElement.GetProperty("keyId").GetString()!, file.RootElement.GetProperty("secret").GetString()!);
    }

    public string Sign(string timestamp, string method, string target, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}\n{method}\n{target}\n{body}")));

    /// <summary>A signed request; an empty body is none.</summary>
    public HttpRequestMessage Request(HttpMethod method, string target, string body)
    {
        var request = new HttpRequestMessage(method, target);
        var timestamp = Timestamp();
        request.Headers.Add("X-Api-Key", KeyId);
        request.Headers.Add("X-Api-Timestamp", timestamp);
        request.Headers.Add("X-Api-Signature", Sign(timestamp, method.Method, target, body));
        if (body.Length != 0)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        return request;
    }

    /// <summary>The time of a signature: milliseconds since 1970.</summary>
    public static string Timestamp() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

/// <summary>Signed REST requests to an exchange that runs.</summary>
internal sealed class SignedClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>The WebSocket's address.</summary>
    public Uri Stream { get; } = new UriBuilder(address) { Scheme = address.Scheme == "https" ? "wss" : "ws", Path = StreamPath }.Uri;

    /// <summary>Its path, which its signature covers.</summary>
    public const string StreamPath = "/v1/stream";

    /// <exception cref="HttpRequestException">The exchange refused; the message holds its answer.</exception>
    public Task<JsonElement> GetAsync(ApiCredentials credentials, string target) => SendAsync(credentials, HttpMethod.Get, target, body: "");

    /// <exception cref="HttpRequestException">The exchange refused; the message holds its answer.</exception>
    public Task<JsonElement> PostAsync(ApiCredentials credentials, string target, object body) =>
        SendAsync(credentials, HttpMethod.Post, target, JsonSerializer.Serialize(body));

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(ApiCredentials credentials, HttpMethod method, string target, string body)
    {
        using var request = credentials.Request(method, target, body);
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {target}: {(int)response.StatusCode} {answer}", inner: null, response.StatusCode);
        }

        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }
}
