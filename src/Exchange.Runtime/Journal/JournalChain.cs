using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Runtime;

/// <summary>
/// The hash chain over the journal. A row's content hash covers its commands and the events they caused; its chain hash covers all rows up to it.
/// Whoever replays the commands under the same rules gets the same events, and so the same chain, or something is not what it was.
/// </summary>
public static class JournalChain
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int HeaderSize = 48;

    /// <summary>The chain hash before the first row.</summary>
    public static readonly byte[] Genesis = new byte[HashSize];

    /// <summary>SHA-256 over kind, rules version, batch number, epoch, first and last sequence, length of the commands, commands, events.</summary>
    public static byte[] Content(in JournalHeading heading, ReadOnlySpan<byte> commands, ReadOnlySpan<byte> events)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, (int)heading.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], heading.RulesVersion);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], heading.BatchNumber);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], heading.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], heading.FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], heading.LastSequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], commands.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(commands);
        hash.AppendData(events);
        return hash.GetHashAndReset();
    }

    /// <summary>The chain hash of the row whose content hash is <paramref name="content"/>.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previousChainHash, ReadOnlySpan<byte> content)
    {
        Span<byte> joined = stackalloc byte[HashSize * 2];
        previousChainHash.CopyTo(joined);
        content.CopyTo(joined[HashSize..]);
        return SHA256.HashData(joined);
    }

    /// <summary>A whole row, hashed and chained to the one before it.</summary>
    public static JournalRow Seal(in JournalHeading heading, ReadOnlySpan<byte> previousChainHash, ReadOnlyMemory<byte> commands, ReadOnlySpan<byte> events)
    {
        var content = Content(heading, commands.Span, events);
        return new JournalRow
        {
            Heading = heading,
            Commands = commands,
            ContentHash = content,
            ChainHash = Link(previousChainHash, content),
        };
    }
}
