using System.Collections.Concurrent;

namespace Exchange.Runtime.Tests;

/// <summary>
/// A journal in memory with the rules of the real one: a row goes in as the next number of its epoch, and the same row again is one that is in.
/// A test can hold its answers back, lose them, or let another process lead.
/// </summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly object _gate = new();
    private readonly List<JournalRow> _rows = [];
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private volatile Trouble _trouble;

    /// <summary>What goes wrong with an append.</summary>
    public enum Trouble
    {
        None,

        /// <summary>The row never arrives.</summary>
        RequestLost,

        /// <summary>The row goes in, and the sender does not hear of it.</summary>
        AnswerLost,

        /// <summary>Another process has taken the number.</summary>
        Fenced,
    }

    /// <summary>Every attempt as it was sent, copied then: the sender uses the memory again.</summary>
    public ConcurrentQueue<JournalRow> Attempts { get; } = new();

    /// <summary>What goes wrong from now on.</summary>
    public Trouble With
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>Goes wrong with the next attempt alone.</summary>
    public Trouble WithNext { get; set; }

    public JournalRow[] Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows];
            }
        }
    }

    /// <summary>Appends wait from now on, before they have any effect.</summary>
    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public AppendResult Append(JournalRow row, JournalPosition previous)
    {
        var sent = row with { Commands = row.Commands.ToArray() };
        Attempts.Enqueue(sent);
        _open.Wait();
        var trouble = WithNext == Trouble.None ? With : WithNext;
        WithNext = Trouble.None;
        return trouble switch
        {
            Trouble.None => new AppendResult(Insert(sent, previous)),
            Trouble.RequestLost => Lost(),
            Trouble.AnswerLost => Insert(sent, previous) == AppendStatus.Committed ? Lost() : new AppendResult(AppendStatus.Fenced),
            Trouble.Fenced => new AppendResult(AppendStatus.Fenced),
        };
    }

    public void Dispose() => _open.Dispose();

    private AppendStatus Insert(JournalRow row, JournalPosition previous)
    {
        lock (_gate)
        {
            var last = _rows.Count == 0 ? JournalPosition.Start : _rows[^1].Position;
            if (last.BatchNumber == row.Heading.BatchNumber)
            {
                return last.ChainHash.AsSpan().SequenceEqual(row.ChainHash) ? AppendStatus.Committed : AppendStatus.Fenced;
            }

            if (row.Heading.BatchNumber != last.BatchNumber + 1 || !last.ChainHash.AsSpan().SequenceEqual(previous.ChainHash))
            {
                return AppendStatus.Fenced;
            }

            _rows.Add(row);
            return AppendStatus.Committed;
        }
    }

    private static AppendResult Lost() => new(AppendStatus.Unknown, new TimeoutException("The connection is gone."));
}
