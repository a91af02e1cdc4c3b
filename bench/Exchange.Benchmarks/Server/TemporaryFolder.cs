namespace Exchange.Benchmarks;

/// <summary>A folder that is gone afterwards, where the private Postgres' user can get in.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"exchange-bench-{Guid.NewGuid():N}");

    public void Dispose()
    {
        // The private Postgres may still be taking its own files away.
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
