using System.Globalization;

namespace Exchange.Api;

/// <summary>The file that says which process this is; gone after a stop in order.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    public static PidFile Write(string path)
    {
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new PidFile(path);
    }

    public void Dispose() => File.Delete(_path);
}
