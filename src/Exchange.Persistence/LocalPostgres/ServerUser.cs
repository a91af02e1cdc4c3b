namespace Exchange.Persistence;

/// <summary>The unprivileged system user that runs the server when this process is root: Postgres refuses to run as root.</summary>
internal sealed record ServerUser(string Name, int UserId, int GroupId)
{
    /// <summary>Null when this process is not root and the server simply runs as the same user.</summary>
    /// <exception cref="PostgresUnavailableException">Root, on a system without any of the usual unprivileged users.</exception>
    public static ServerUser? ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        return Find("postgres") ?? Find("nobody") ?? throw new PostgresUnavailableException(
            "Postgres refuses to run as root, and this system has neither a user \"postgres\" nor \"nobody\" to run it as. Start as another user, or give a connection string.");
    }

    /// <summary>Whose a folder is.</summary>
    /// <exception cref="PostgresUnavailableException">It is root's.</exception>
    public static async Task<ServerUser> OwnerOfAsync(string folder, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ProgramPath.RunAsync(ProgramPath.Find("stat")!, ["-c", "%u %g %U", folder], cancellationToken);
        var fields = output.Trim().Split(' ');
        return exitCode == 0 && fields.Length == 3 && int.TryParse(fields[0], out var userId) && int.TryParse(fields[1], out var groupId) && userId != 0
            ? new ServerUser(fields[2], userId, groupId)
            : throw new PostgresUnavailableException($"{folder} must belong to an unprivileged user, because Postgres refuses to run as root.");
    }

    /// <summary>The command line that runs <paramref name="file"/> as this user.</summary>
    public (string File, string[] Arguments) Wrap(string file, params string[] arguments)
    {
        if (ProgramPath.Find("setpriv") is { } setpriv)
        {
            return (setpriv, [$"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", file, .. arguments]);
        }

        if (ProgramPath.Find("runuser") is { } runuser)
        {
            return (runuser, ["-u", Name, "--", file, .. arguments]);
        }

        var su = ProgramPath.Find("su") ?? throw new PostgresUnavailableException("None of setpriv, runuser and su was found, so Postgres cannot be started as an unprivileged user.");
        return (su, ["-s", "/bin/sh", Name, "-c", string.Join(' ', arguments.Prepend(file).Select(Quote))]);
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static ServerUser? Find(string name)
    {
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            if (fields.Length > 3 && fields[0] == name
                && int.TryParse(fields[2], out var userId) && int.TryParse(fields[3], out var groupId) && userId != 0)
            {
                return new ServerUser(name, userId, groupId);
            }
        }

        return null;
    }
}
