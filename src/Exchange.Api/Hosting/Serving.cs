using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>For whoever has to wait until this process leads.</summary>
internal static class Serving
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task WaitAsync(IExchange exchange, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Poll);
        while (exchange.Status.State != ExchangeState.Serving)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
