using System.Buffers;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>A process that leads and writes what a random trader does to the journal in Postgres.</summary>
internal sealed class JournaledVenue(string connectionString, int seed = 1) : IDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly JournalConnection _connections = new(connectionString);
    private RandomTrader? _trader;
    private int _written;

    public Venue Venue { get; } = new() { ChecksInvariants = false };

    public StateMachine Machine => Venue.Machine;

    public LeadershipTerm? Term { get; private set; }

    /// <summary>The end of the journal as this process knows it.</summary>
    public JournalPosition Position { get; set; } = JournalPosition.Start;

    public IJournal Journal { get; } = new PostgresJournal(new JournalConnection(connectionString));

    public IJournalReader Reader => new PostgresJournalReader(_connections);

    public ISnapshotStore Snapshots => new PostgresSnapshots(_connections);

    public ILeadership Leadership { get; } = NewLeadership(connectionString);

    public static ILeadership NewLeadership(string connectionString) => new PostgresLeadership(new JournalConnection(connectionString), StateMachine.RulesVersion);

    public async Task LeadAsync()
    {
        Term = await Patience.WhenReachableAsync(() => Leadership.TryTakeAsync(Lease, default));
        Assert.NotNull(Term);
        Position = await StartOfAsync(Term);
    }

    /// <summary>Where the journal stood when a term began.</summary>
    public Task<JournalPosition> StartOfAsync(LeadershipTerm term) => Patience.WhenReachableAsync(async () =>
    {
        await foreach (var row in Reader.ReadAfterAsync(term.StartBatch - 1, default))
        {
            return row.Position;
        }

        throw new InvalidOperationException("The term has no start.");
    });

    /// <summary>The events of the last <see cref="NextRow"/>.</summary>
    public ReadOnlyMemory<byte> Events { get; private set; }

    /// <summary>Trades on, and seals what was done as the next row.</summary>
    /// <param name="steps">Of the trader; what was sent to the <see cref="Venue"/> besides goes in as well.</param>
    public JournalRow NextRow(int steps = 20)
    {
        _trader ??= new RandomTrader(Venue, seed);
        for (var i = 0; i < steps; i++)
        {
            _trader.Step();
        }

        var commands = new ArrayBufferWriter<byte>();
        var events = new ArrayBufferWriter<byte>();
        var heading = new JournalHeading(
            JournalRowKind.Commands, Position.BatchNumber + 1, Term!.Epoch, _written + 1, Venue.Count, StateMachine.RulesVersion);
        for (; _written < Venue.Count; _written++)
        {
            commands.Write(Venue.CommandAt(_written).Span);
            events.Write(Venue.EventsAt(_written).Span);
        }

        Events = events.WrittenMemory;
        return JournalChain.Seal(heading, Position.ChainHash, commands.WrittenMemory, events.WrittenSpan);
    }

    /// <summary>Trades on and writes rows.</summary>
    public void Write(int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            Append(NextRow());
        }
    }

    public void Append(JournalRow row)
    {
        Assert.Equal(AppendStatus.Committed, Journal.AppendUntilSettled(row, Position));
        Position = row.Position;
    }

    /// <summary>Stores a snapshot of the state as it is.</summary>
    public async Task TakeSnapshotAsync()
    {
        using var buffer = new SnapshotBuffer(segmentSize: 4096);
        Machine.WriteSnapshot(buffer);
        await Patience.WhenReachableAsync(async () =>
        {
            await Snapshots.WriteAsync(Position, StateMachine.RulesVersion, buffer.ToSequence(), default);
            return true;
        });
    }

    /// <summary>Ends the lease without a word to anybody: as if it had run out.</summary>
    public Task LoseLeaseAsync() => Patience.WhenReachableAsync(() => Leadership.RenewAsync(Term!, TimeSpan.FromSeconds(-1), default));

    /// <summary>Everything from the beginning.</summary>
    public Task<ReplayedJournal> ReplayAsync() => Patience.WhenReachableAsync(() =>
        new JournalReplay(Reader, new MemorySnapshots(), NullLogger<JournalReplay>.Instance).RunAsync(0, _ => ValueTask.CompletedTask, default));

    public void Dispose() => Journal.Dispose();
}
