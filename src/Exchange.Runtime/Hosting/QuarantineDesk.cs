using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Where an operator acknowledges that batches are in quarantine, after which the exchange accepts everything again.</summary>
public sealed class QuarantineDesk
{
    private readonly IQuarantine _store;
    private readonly ExchangeStatusBoard _status;
    private readonly ILogger<QuarantineDesk> _logger;

    internal QuarantineDesk(IQuarantine store, ExchangeStatusBoard status, ILogger<QuarantineDesk> logger)
    {
        _store = store;
        _status = status;
        _logger = logger;
    }

    /// <summary>How many batches wait for an acknowledgement.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public Task<int> CountUnacknowledgedAsync(CancellationToken cancellationToken) => _store.CountUnacknowledgedAsync(cancellationToken);

    /// <summary>Acknowledges all of them; how many there were.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public async Task<int> AcknowledgeQuarantineAsync(string author, CancellationToken cancellationToken)
    {
        var count = await _store.AcknowledgeAsync(author, cancellationToken).ConfigureAwait(false);
        _status.SetOnlyCancels(false);
        _logger.LogWarning("{Author} acknowledged {Count} batches in quarantine", author, count);
        return count;
    }
}
