using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Puts a failed batch where people will find it: in the store, or in a local file if that is away, which the next start brings to the store.</summary>
internal sealed class QuarantineKeeper(IQuarantine store, ExchangeOptions options, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Keeps the batch; blocks for a few seconds at most.</summary>
    public void Keep(QuarantinedBatch batch)
    {
        logger.LogCritical("Quarantine {Id}, from sequence {Sequence}: {Reason}", batch.Id, batch.FirstSequence, batch.Reason);
        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            store.KeepAsync(batch, timeout.Token).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            var path = WriteFile(batch);
            logger.LogError(error, "The quarantined batch could not be stored; it is in {Path}", path);
        }
    }

    /// <summary>Brings the local files of earlier runs to the store.</summary>
    public async Task ImportFilesAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.QuarantineDirectory))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(options.QuarantineDirectory, "*.json"))
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            var batch = JsonSerializer.Deserialize<QuarantinedBatch>(text) ?? throw new InvalidDataException($"{path} holds no batch.");
            await store.KeepAsync(batch, cancellationToken).ConfigureAwait(false);
            File.Move(path, path + ".stored");
        }
    }

    private string WriteFile(QuarantinedBatch batch)
    {
        Directory.CreateDirectory(options.QuarantineDirectory);
        var path = Path.Combine(options.QuarantineDirectory, string.Create(CultureInfo.InvariantCulture, $"{batch.FirstSequence}-{batch.Id:N}.json"));
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(file, batch);
        file.Flush(flushToDisk: true);
        return path;
    }
}
