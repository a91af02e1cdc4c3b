using System.Globalization;

namespace Exchange.Benchmarks;

/// <summary>What a replay is asked to do besides replaying.</summary>
internal sealed class ReplayOptions
{
    /// <summary>The options that have to do with an exchange that runs.</summary>
    public const string StreamUsage = """
          --stream URL   afterwards send the same commands to the exchange at URL, over its WebSocket; it needs an operator's key:
          --admin-key FILE, or --key ID --secret SECRET
                         The exchange must run with limits above the rate of the replay, for instance
                         Limits__Orders__PerSecond=1000000 Limits__Orders__Burst=1000000
                         Limits__Cancels__PerSecond=1000000 Limits__Cancels__Burst=1000000
        """;

    /// <summary>What is replayed.</summary>
    public required string Path { get; init; }

    /// <summary>Whether to go on after a difference.</summary>
    public bool KeepsGoing { get; private set; }

    /// <summary>How many times as fast as the original; none for as fast as it goes.</summary>
    public double? Speed { get; private set; }

    /// <summary>The exchange to send the commands to, or none.</summary>
    public Uri? Stream { get; private set; }

    /// <summary>Its operator's key.</summary>
    public ApiCredentials? Operator { get; private set; }

    /// <summary>Null if the arguments make no sense.</summary>
    public static ReplayOptions? Parse(string[] args)
    {
        if (args is not [var path, .. var rest] || path.StartsWith('-'))
        {
            return null;
        }

        var options = new ReplayOptions { Path = path };
        var (key, secret) = ((string?)null, (string?)null);
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--keep-going")
            {
                options.KeepsGoing = true;
                continue;
            }

            if (i + 1 == rest.Length)
            {
                return null;
            }

            var value = rest[i + 1];
            switch (rest[i++])
            {
                case "--stream" when Uri.TryCreate(value, UriKind.Absolute, out var stream):
                    options.Stream = stream;
                    break;
                case "--speed" when double.TryParse(value, CultureInfo.InvariantCulture, out var speed) && speed > 0:
                    options.Speed = speed;
                    break;
                case "--admin-key":
                    options.Operator = ApiCredentials.Read(value);
                    break;
                case "--key":
                    key = value;
                    break;
                case "--secret":
                    secret = value;
                    break;
                default:
                    return null;
            }
        }

        options.Operator ??= key is not null && secret is not null ? new ApiCredentials(key, secret) : null;
        return options.Stream is null || options.Operator is not null ? options : null;
    }
}
