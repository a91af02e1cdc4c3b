using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>A private cluster on this machine: made once, then started and stopped. All methods are called with the folder's start lock held.</summary>
internal sealed class PostgresCluster
{
    public const string Superuser = "exchange";

    private const int StartAttempts = 5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(10);

    private readonly PostgresBinaries _binaries;
    private readonly string _directory;
    private readonly ILogger _logger;
    private ClusterRecord _record;

    private PostgresCluster(ClusterFolder folder, PostgresBinaries binaries, ClusterRecord record, ILogger logger)
    {
        Folder = folder;
        _binaries = binaries;
        _record = record;
        _directory = folder.Absolute(record);
        _logger = logger;
    }

    public ClusterFolder Folder { get; }

    private string LogPath => Path.Combine(_directory, "server.log");

    /// <summary>The folder's cluster; made now if there is none.</summary>
    public static async Task<PostgresCluster> OpenAsync(ClusterFolder folder, string? binaryDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        if (folder.ReadRecord() is not { } record)
        {
            var newest = await PostgresBinaries.FindAsync(binaryDirectory, requiredMajor: null, cancellationToken);
            record = await CreateAsync(folder, newest, logger, cancellationToken);
        }

        var directory = folder.Absolute(record);
        var making = ClusterFolder.InTheMaking(directory);
        if (!Directory.Exists(directory) && Directory.Exists(making))
        {
            // The record is written when the new cluster is complete: only the move was missing.
            Directory.Move(making, directory);
        }

        if (!File.Exists(Path.Combine(directory, "PG_VERSION")))
        {
            throw new PostgresUnavailableException(
                $"The data folder's cluster should be in {directory}, but is not there. Restore it; or remove the data folder to start with an empty exchange.");
        }

        await folder.RunAsOwnerOfAsync(directory, cancellationToken);
        var version = await File.ReadAllTextAsync(Path.Combine(directory, "PG_VERSION"), cancellationToken);
        var binaries = await PostgresBinaries.FindAsync(binaryDirectory, int.Parse(version.Trim(), CultureInfo.InvariantCulture), cancellationToken);
        return new PostgresCluster(folder, binaries, record, logger);
    }

    public string ConnectionString(int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Superuser,
        Password = _record.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Finds the server running, waits for one that is starting, or starts it. Gives its port.</summary>
    public async Task<int> EnsureRunningAsync(string sharedBuffers, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + LongestRecovery;
        while (ClusterProcesses.Living(_directory))
        {
            if (ClusterProcesses.PortOf(_directory) is { } running && await AnswersAsync(running, cancellationToken))
            {
                _logger.LogInformation("Postgres is running already on port {Port}, cluster {Cluster}", running, _directory);
                return running;
            }

            // Still recovering from a crash, or on its way down; or its last children are.
            if (DateTime.UtcNow > deadline)
            {
                throw new PostgresUnavailableException($"A Postgres runs in {_directory} but has not answered for {LongestRecovery.TotalMinutes} minutes; see {LogPath}.");
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        ClusterProcesses.RemoveStalePidFile(_directory);
        ClusterConfiguration.Write(_directory, sharedBuffers);
        return await StartAsync(cancellationToken);
    }

    /// <summary>Stops the server if it runs: sessions are ended, a checkpoint is written.</summary>
    public async Task StopAsync()
    {
        if (!ClusterProcesses.Living(_directory))
        {
            return;
        }

        var (exitCode, output) = await RunAsServerUserAsync(_binaries.PgCtl, ["stop", "-D", _directory, "-m", "fast", "-w", "-t", "300"], CancellationToken.None);
        if (exitCode != 0)
        {
            _logger.LogWarning("Postgres in {Cluster} could not be stopped: {Output}", _directory, output.Trim());
        }
    }

    private async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        var said = "";
        for (var attempt = 0; attempt < StartAttempts; attempt++)
        {
            var port = attempt == 0 && _record.Port > 0 ? _record.Port : FreePort();
            File.Delete(LogPath + ".previous");
            if (File.Exists(LogPath))
            {
                File.Move(LogPath, LogPath + ".previous");
            }

            string[] arguments =
            [
                "start", "-D", _directory, "-l", LogPath, "-w",
                "-t", ((int)LongestRecovery.TotalSeconds).ToString(CultureInfo.InvariantCulture),
                "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port}"),
            ];
            var (exitCode, output) = await RunAsServerUserAsync(_binaries.PgCtl, arguments, cancellationToken);
            if (exitCode == 0)
            {
                _record = _record with { Port = port };
                Folder.WriteRecord(_record);
                _logger.LogInformation("Postgres {Version} started on port {Port}, cluster {Cluster}", _binaries.MajorVersion, port, _directory);
                return port;
            }

            said = (File.Exists(LogPath) ? await File.ReadAllTextAsync(LogPath, cancellationToken) : output).Trim();
            if (!said.Contains("could not bind", StringComparison.Ordinal))
            {
                break;
            }
        }

        throw new PostgresUnavailableException($"Postgres in {_directory} does not start: {said}");
    }

    private async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        var probe = new NpgsqlConnectionStringBuilder(ConnectionString(port, "postgres")) { Pooling = false, Timeout = 5 };
        try
        {
            await using var connection = new NpgsqlConnection(probe.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState != PostgresErrorCodes.CannotConnectNow)
        {
            throw new PostgresUnavailableException($"The Postgres in {_directory} refuses the program: {refusal.MessageText}", refusal);
        }
        catch (NpgsqlException)
        {
            // Not listening yet, or no longer.
            return false;
        }
    }

    private Task<(int ExitCode, string Output)> RunAsServerUserAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        var command = Folder.User?.Wrap(file, arguments) ?? (file, arguments);
        return ProgramPath.RunAsync(command.Item1, command.Item2, cancellationToken);
    }

    private static async Task<ClusterRecord> CreateAsync(ClusterFolder folder, PostgresBinaries binaries, ILogger logger, CancellationToken cancellationToken)
    {
        var location = await folder.PrepareNewAsync(cancellationToken);
        var record = new ClusterRecord(location, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), Port: 0);
        var making = ClusterFolder.InTheMaking(folder.Absolute(record));
        logger.LogInformation("Making a Postgres {Version} cluster in {Cluster}", binaries.MajorVersion, folder.Absolute(record));

        // Made with access for the owner alone; it is gone again before the server has ever run.
        var passwordFile = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(passwordFile, record.Password, cancellationToken);
            await folder.GiveToServerUserAsync(passwordFile, cancellationToken);
            string[] arguments =
            [
                "-D", making, "-U", Superuser, $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                "-E", "UTF8", "--locale=C", "--data-checksums",
            ];
            var (file, wrapped) = folder.User?.Wrap(binaries.InitDb, arguments) ?? (binaries.InitDb, arguments);
            var (exitCode, output) = await ProgramPath.RunAsync(file, wrapped, cancellationToken);
            if (exitCode != 0)
            {
                throw new PostgresUnavailableException($"initdb failed in {making}: {output.Trim()}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        await folder.GiveToServerUserAsync(ClusterConfiguration.Include(making), cancellationToken);
        folder.WriteRecord(record);
        return record;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
