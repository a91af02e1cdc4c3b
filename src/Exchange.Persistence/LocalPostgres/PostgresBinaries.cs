using System.Globalization;

namespace Exchange.Persistence;

/// <summary>A folder with the Postgres server programs, and their major version.</summary>
internal sealed record PostgresBinaries(string Folder, int MajorVersion)
{
    /// <summary>The oldest version whose features the schema uses.</summary>
    private const int OldestSupported = 14;

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The first usable folder: the one named, PG_BIN, pg_config, the distribution's newest, PATH.</summary>
    /// <param name="named">The only folder to look at, if given.</param>
    /// <param name="requiredMajor">The version that an existing cluster needs, or null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresUnavailableException">There is none.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? named, int? requiredMajor, CancellationToken cancellationToken)
    {
        var seen = new List<PostgresBinaries>();
        await foreach (var folder in CandidatesAsync(named, cancellationToken))
        {
            if (await ProbeAsync(folder, cancellationToken) is not { } binaries)
            {
                continue;
            }

            if (requiredMajor is null ? binaries.MajorVersion >= OldestSupported : binaries.MajorVersion == requiredMajor)
            {
                return binaries;
            }

            seen.Add(binaries);
        }

        throw new PostgresUnavailableException(seen.Count == 0 ? NothingFound : WrongVersions(seen, requiredMajor));
    }

    private const string NothingFound =
        "No Postgres was found. One of three things helps: configure a connection string; " +
        "install the server on this machine (Debian and Ubuntu: apt-get install postgresql) or point PG_BIN at the folder of its programs; " +
        "or start one with Docker (docker compose up -d postgres) and configure its connection string.";

    private static string WrongVersions(List<PostgresBinaries> seen, int? requiredMajor)
    {
        var found = string.Join(", ", seen.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.MajorVersion} in {b.Folder}")));
        return requiredMajor is { } major
            ? $"The data folder's cluster was made by Postgres {major}; found: {found}. Install that version, or upgrade the cluster with pg_upgrade."
            : $"Postgres {OldestSupported} or newer is needed; found: {found}.";
    }

    private static async IAsyncEnumerable<string> CandidatesAsync(string? named, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (named is not null)
        {
            yield return named;
            yield break;
        }

        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } configured)
        {
            yield return configured;
        }

        if (ProgramPath.Find("pg_config") is { } pgConfig)
        {
            var (exitCode, output) = await ProgramPath.RunAsync(pgConfig, ["--bindir"], cancellationToken);
            if (exitCode == 0)
            {
                yield return output.Trim();
            }
        }

        foreach (var folder in VersionedFolders("/usr/lib/postgresql", "bin").Concat(VersionedFolders("/usr/local/opt", "bin")).Concat(VersionedFolders("/opt/homebrew/opt", "bin")))
        {
            yield return folder;
        }

        foreach (var folder in ProgramPath.Folders())
        {
            yield return folder;
        }
    }

    /// <summary>Folders like <c>/usr/lib/postgresql/17/bin</c> or <c>…/postgresql@17/bin</c>, the newest first.</summary>
    private static IEnumerable<string> VersionedFolders(string root, string leaf) =>
        Directory.Exists(root)
            ? Directory.EnumerateDirectories(root)
                .Select(folder => (folder, version: VersionOf(Path.GetFileName(folder))))
                .Where(candidate => candidate.version > 0)
                .OrderByDescending(candidate => candidate.version)
                .Select(candidate => Path.Combine(candidate.folder, leaf))
            : [];

    private static int VersionOf(string name) =>
        int.TryParse(name.Replace("postgresql@", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static async Task<PostgresBinaries?> ProbeAsync(string folder, CancellationToken cancellationToken)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, "initdb")) || !File.Exists(Path.Combine(folder, "pg_ctl")))
        {
            return null;
        }

        // "postgres (PostgreSQL) 15.18 (Debian …)"
        var (exitCode, output) = await ProgramPath.RunAsync(postgres, ["--version"], cancellationToken);
        var words = output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var major = words.Length > 2 ? new string(words[2].TakeWhile(char.IsAsciiDigit).ToArray()) : "";
        return exitCode == 0 && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new PostgresBinaries(folder, version)
            : null;
    }
}
