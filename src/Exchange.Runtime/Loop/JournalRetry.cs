using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Sends a row until it is settled, and tells the others while that takes long. The same bytes under the same number: sending again is always safe.</summary>
internal sealed class JournalRetry(IJournal journal, ExchangeStatusBoard status, ILogger logger, Action onDown)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>An attempt that failed sooner may have been a broken connection only, and gets another one before anybody is told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private bool _isAbandoned;
    private volatile bool _isDown;

    /// <summary>Whether the journal is known not to answer.</summary>
    public bool IsDown => _isDown;

    /// <summary>Returns when the row is committed or we are fenced; <see cref="AppendStatus.Unknown"/> only after <see cref="Abandon"/>.</summary>
    public AppendStatus Append(JournalRow row, JournalPosition previous)
    {
        var started = Stopwatch.GetTimestamp();
        var delay = FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            var result = journal.Append(row, previous);
            if (result.Status != AppendStatus.Unknown)
            {
                SetUp(row);
                return result.Status;
            }

            if (attempt > 1 || Stopwatch.GetElapsedTime(started) > Patience)
            {
                SetDown(row, result.Cause);
            }

            if (IsAbandonedWithin(attempt == 1 ? TimeSpan.Zero : delay))
            {
                return AppendStatus.Unknown;
            }

            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>Stops trying.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsAbandonedWithin(TimeSpan time)
    {
        lock (_gate)
        {
            return _isAbandoned || (Monitor.Wait(_gate, time) && _isAbandoned);
        }
    }

    private void SetDown(JournalRow row, Exception? cause)
    {
        if (_isDown)
        {
            return;
        }

        logger.LogError(cause, "The journal does not answer; batch {Batch} is sent again until it does", row.Heading.BatchNumber);
        _isDown = true;
        status.SetJournalAvailable(available: false, $"The journal does not answer: {cause?.Message}");
        onDown();
    }

    private void SetUp(JournalRow row)
    {
        if (_isDown)
        {
            logger.LogWarning("The journal answers again; batch {Batch} is settled", row.Heading.BatchNumber);
            _isDown = false;
            status.SetJournalAvailable(available: true, "Serving.");
        }
    }
}
