using System.Security.Cryptography;
using System.Text.Json;

namespace Exchange.Persistence;

/// <summary>What the data folder remembers of its cluster.</summary>
/// <param name="Location">The cluster's folder: relative to the data folder when inside it, so that the whole can be moved.</param>
/// <param name="Password">Of the superuser <see cref="PostgresCluster.Superuser"/>.</param>
/// <param name="Port">The port of the last start, tried first at the next.</param>
internal sealed record ClusterRecord(string Location, string Password, int Port);

/// <summary>
/// The data folder and where its cluster is. Usually inside; but when root runs the program the server runs as another user, who may not
/// be able to enter the data folder (a clone under <c>/root</c>). Then the cluster gets a folder of its own under <c>/var/lib/exchange</c>,
/// and the data folder remembers which.
/// </summary>
internal sealed class ClusterFolder
{
    private const string OutsideRoot = "/var/lib/exchange";
    private const UnixFileMode Enterable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _data;

    public ClusterFolder(string dataDirectory, ServerUser? user)
    {
        _data = Path.GetFullPath(dataDirectory);
        User = user;
        Create(_data, user is null ? OwnerOnly : Enterable);
    }

    /// <summary>Who runs the server; null for this process's own user.</summary>
    public ServerUser? User { get; private set; }

    /// <summary>Held while a cluster is made, started or stopped.</summary>
    public string StartLockPath => Path.Combine(_data, "postgres.lock");

    /// <summary>Shared by everybody who uses the cluster.</summary>
    public string UsersLockPath => Path.Combine(_data, "postgres.users");

    private string RecordPath => Path.Combine(_data, "postgres.json");

    public string Absolute(ClusterRecord record) => Path.Combine(_data, record.Location);

    public ClusterRecord? ReadRecord() =>
        File.Exists(RecordPath) ? JsonSerializer.Deserialize<ClusterRecord>(File.ReadAllText(RecordPath)) : null;

    /// <summary>Replaces the record, whole or not at all.</summary>
    public void WriteRecord(ClusterRecord record)
    {
        var temporary = RecordPath + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, record);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, RecordPath, overwrite: true);
    }

    /// <summary>An empty folder that the server's user can enter and write; as the record should name it, without the suffix of a cluster in the making.</summary>
    public async Task<string> PrepareNewAsync(CancellationToken cancellationToken)
    {
        const string inside = "postgres";
        if (Directory.Exists(Path.Combine(_data, inside)))
        {
            throw new PostgresUnavailableException(
                $"{Path.Combine(_data, inside)} exists, but {RecordPath}, which holds its password, does not. Restore that file, or move the folder away to start with an empty exchange.");
        }

        if (await TryPrepareAsync(Path.Combine(_data, inside), cancellationToken))
        {
            return inside;
        }

        // A fresh name each time: whoever removes the data folder must not find the old money again.
        var outside = Path.Combine(OutsideRoot, $"cluster-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        Create(OutsideRoot, Enterable);
        return await TryPrepareAsync(outside, cancellationToken)
            ? outside
            : throw new PostgresUnavailableException(
                $"The system user \"{User!.Name}\", who has to run Postgres because root may not, can enter neither {_data} nor {OutsideRoot}. Choose another data folder or give a connection string.");
    }

    /// <summary>When root runs the program, a cluster that exists is run by whoever made it.</summary>
    public async Task RunAsOwnerOfAsync(string cluster, CancellationToken cancellationToken)
    {
        if (User is not null)
        {
            User = await ServerUser.OwnerOfAsync(cluster, cancellationToken);
        }
    }

    /// <summary>Where a cluster is made before it is moved to its place.</summary>
    public static string InTheMaking(string cluster) => cluster + ".new";

    private async Task<bool> TryPrepareAsync(string cluster, CancellationToken cancellationToken)
    {
        var making = InTheMaking(cluster);
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        Create(making, OwnerOnly);
        if (User is null)
        {
            return true;
        }

        await GiveToServerUserAsync(making, cancellationToken);
        var (file, arguments) = User.Wrap(ProgramPath.Find("test")!, "-w", making);
        var (exitCode, _) = await ProgramPath.RunAsync(file, arguments, cancellationToken);
        if (exitCode != 0)
        {
            Directory.Delete(making);
        }

        return exitCode == 0;
    }

    public async Task GiveToServerUserAsync(string path, CancellationToken cancellationToken)
    {
        if (User is not null)
        {
            var (exitCode, output) = await ProgramPath.RunAsync(ProgramPath.Find("chown")!, [$"{User.UserId}:{User.GroupId}", path], cancellationToken);
            if (exitCode != 0)
            {
                throw new PostgresUnavailableException($"{path} could not be given to the user \"{User.Name}\": {output.Trim()}");
            }
        }
    }

    private static void Create(string directory, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, mode);
        }
    }
}
