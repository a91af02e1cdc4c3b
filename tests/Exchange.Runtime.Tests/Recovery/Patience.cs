using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>The journal's connections give up after two seconds, which a busy machine may need; a test asks again, as the loop and the host do.</summary>
internal static class Patience
{
    private const int Attempts = 20;

    /// <summary>Sends a row until it is settled.</summary>
    public static AppendStatus AppendUntilSettled(this IJournal journal, JournalRow row, JournalPosition previous)
    {
        var result = journal.Append(row, previous);
        for (var attempt = 1; result.Status == AppendStatus.Unknown && attempt < Attempts; attempt++)
        {
            result = journal.Append(row, previous);
        }

        Assert.True(result.Status != AppendStatus.Unknown, $"The append was not settled: {result.Cause}");
        return result.Status;
    }

    /// <summary>Asks until the store answers.</summary>
    public static async Task<T> WhenReachableAsync<T>(Func<Task<T>> ask)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (JournalUnreachableException) when (attempt < Attempts)
            {
                // Again.
            }
        }
    }
}
