using System.Diagnostics;
using System.Globalization;

namespace Exchange.Persistence;

/// <summary>Which server processes live in a cluster. A pid file alone does not tell: after a crash its number may belong to anybody.</summary>
internal static class ClusterProcesses
{
    /// <summary>Whether any server process, be it only the last child of a killed postmaster, works in the folder.</summary>
    public static bool Living(string cluster)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return PidOf(cluster) is { } pid && IsAlive(pid);
        }

        // Every process of a server has the cluster as its working folder.
        var folder = Canonical(cluster);
        return Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Any(process => WorkingFolder(process) == folder);
    }

    /// <summary>The port in the pid file; null while there is none yet.</summary>
    public static int? PortOf(string cluster) => LineOfPidFile(cluster, 3);

    /// <summary>Only when nothing is <see cref="Living"/> there: a recycled process number would keep Postgres from starting.</summary>
    public static void RemoveStalePidFile(string cluster)
    {
        if (Directory.Exists("/proc/self"))
        {
            File.Delete(PidFile(cluster));
        }
    }

    private static int? PidOf(string cluster) => LineOfPidFile(cluster, 0);

    private static int? LineOfPidFile(string cluster, int index)
    {
        try
        {
            var line = File.ReadLines(PidFile(cluster)).ElementAtOrDefault(index);
            return int.TryParse(line?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string PidFile(string cluster) => Path.Combine(cluster, "postmaster.pid");

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or another user's: not a server of ours.
            return null;
        }
    }

    /// <summary>The path without symbolic links, as the system reports working folders.</summary>
    private static string Canonical(string path)
    {
        var canonical = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(canonical, part));
            canonical = next.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next.FullName;
        }

        return canonical;
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
