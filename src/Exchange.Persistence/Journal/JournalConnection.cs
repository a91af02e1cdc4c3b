using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>
/// Connections of the journal: plain, never pooled, with tight timeouts on both sides, so that nobody waits for a dead peer. Nothing retries by
/// itself: what a failed attempt means is for the caller to judge.
/// </summary>
internal sealed class JournalConnection(string connectionString)
{
    private const string Settings = "SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')";

    /// <summary>For short statements on the way of an order: 2 s to connect, 2 s to answer.</summary>
    private readonly string _urgent = Build(connectionString, commandSeconds: 2);

    /// <summary>For snapshots and pages of a replay: 2 s to connect, 30 s to answer.</summary>
    private readonly string _patient = Build(connectionString, commandSeconds: 30);

    /// <summary>Opens a connection for the journal's own thread, and makes sure that the store forgets nothing.</summary>
    /// <exception cref="JournalUnsafeException">It may forget.</exception>
    public NpgsqlConnection OpenUrgent()
    {
        var connection = new NpgsqlConnection(_urgent);
        try
        {
            connection.Open();
            using var command = new NpgsqlCommand(Settings, connection);
            using var reader = command.ExecuteReader();
            reader.Read();
            RequireOn("fsync", reader.GetString(0));
            RequireOn("full_page_writes", reader.GetString(1));
            RequireOn("synchronous_commit", reader.GetString(2));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a short statement or transaction on a connection of its own.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public Task<T> UrgentlyAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_urgent, work, cancellationToken);

    /// <summary>Runs a long statement or transaction on a connection of its own.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public Task<T> PatientlyAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_patient, work, cancellationToken);

    /// <summary>The items of one page after another, all asked for on a connection of its own, until a page is empty. Whoever reads them may take any time.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        Func<NpgsqlConnection, Task<IReadOnlyList<T>>> nextPage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_patient);
        await AskAsync(() => connection.OpenAsync(cancellationToken)).ConfigureAwait(false);
        while (await AskAsync(() => nextPage(connection)).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var item in page)
            {
                yield return item;
            }
        }
    }

    /// <summary>Whether the error says that the store does not answer now, rather than that it was asked for something wrong.</summary>
    public static bool IsUnreachable(Exception error) => error switch
    {
        // By class: connection, resources, intervention, system error, object in use, wrong transaction state (a server that has become read-only).
        PostgresException server => server.SqlState[..2] is "08" or "53" or "57" or "58" or "55" or "25" or "40",
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    private static async Task<T> RunAsync<T>(string connectionString, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return await AskAsync(async () =>
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task AskAsync(Func<Task> ask) => await AskAsync(async () =>
    {
        await ask().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception error) when (IsUnreachable(error))
        {
            throw new JournalUnreachableException($"Postgres does not answer: {error.Message}", error);
        }
    }

    private static void RequireOn(string setting, string value)
    {
        if (value == "off")
        {
            throw new JournalUnsafeException($"Postgres runs with {setting} = off, so it can lose what it has acknowledged. Turn it on.");
        }
    }

    private static string Build(string connectionString, int commandSeconds)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Enlist = false,
            Multiplexing = false,
            MaxAutoPrepare = 0,
            Timeout = 2,
            CommandTimeout = commandSeconds,
            CancellationTimeout = -1,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 2,
            TcpKeepAliveInterval = 1,
            ApplicationName = "exchange journal",
        };

        // The server's side of the same: it must not keep a statement or a session of ours alive when we are gone.
        builder.Options = string.Join(
            ' ',
            builder.Options ?? "",
            $"-c statement_timeout={commandSeconds * 2}s",
            "-c idle_in_transaction_session_timeout=5s",
            "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3").Trim();
        return builder.ConnectionString;
    }
}
