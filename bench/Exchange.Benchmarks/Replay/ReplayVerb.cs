using System.Net.WebSockets;

namespace Exchange.Benchmarks;

/// <summary>What the replaying verbs have in common: arguments in, faults as one line.</summary>
internal static class ReplayVerb
{
    /// <param name="args">The verb's arguments.</param>
    /// <param name="usage">What it takes.</param>
    /// <param name="run">What it does; true if everything was equal.</param>
    /// <returns>0 if everything was equal, 1 if not or if something went wrong, 2 if the arguments make no sense.</returns>
    public static async Task<int> RunAsync(string[] args, string usage, Func<ReplayOptions, Task<bool>> run)
    {
        try
        {
            if (ReplayOptions.Parse(args) is { } options)
            {
                return await run(options) ? 0 : 1;
            }

            Console.Error.WriteLine(usage);
            return 2;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or HttpRequestException or WebSocketException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
