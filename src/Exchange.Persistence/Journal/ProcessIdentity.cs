using System.Globalization;

namespace Exchange.Persistence;

/// <summary>
/// Which process this is, on which start of which machine. A lease that names it need not run out once another process on the same machine sees
/// that it is dead: it can neither write nor answer any more.
/// </summary>
internal static class ProcessIdentity
{
    /// <summary>Field 3 of <c>/proc/PID/stat</c> is the state and field 22 the time of the start; both counted behind the name, which may hold anything.</summary>
    private const int State = 0;
    private const int StartTime = 19;

    private static readonly string Current = Describe();

    /// <summary>A name that no other process has or ever had.</summary>
    public static string NewName() => $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}{Current}";

    /// <summary>Whether the process of this name is provably dead. False for one on another machine or in another container, whatever became of it.</summary>
    public static bool IsDead(string name)
    {
        var parts = name.Split('|');
        if (parts.Length != 5 || Current.Length == 0 || !Current.StartsWith($"|{parts[1]}|{parts[2]}|", StringComparison.Ordinal))
        {
            return false;
        }

        var id = int.Parse(parts[3], CultureInfo.InvariantCulture);
        return Stat(id) is not { } stat || stat[StartTime] != parts[4] || (stat[State] is "Z" or "X" && ThreadsOf(id) <= 1);
    }

    /// <summary>The start of the machine, the space in which process ids mean something, the id, and the time of the process's start; empty where there is no /proc.</summary>
    private static string Describe()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
            return Stat(Environment.ProcessId) is { } stat && space is not null
                ? string.Create(CultureInfo.InvariantCulture, $"|{boot}|{space}|{Environment.ProcessId}|{stat[StartTime]}")
                : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The fields behind the name; null if there is no such process.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // there is none, or it ended while we looked
        }
    }

    private static int ThreadsOf(int id)
    {
        try
        {
            return Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task")).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
