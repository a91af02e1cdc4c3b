using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>The real program as a process of its own, on a data folder of its own with its private Postgres.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Interrupt = 2;

    private readonly HttpClient _http;
    private Process? _process;

    public ServerProcess(string dataDirectory)
    {
        DataDirectory = dataDirectory;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
    }

    public string DataDirectory { get; }

    public Uri Address { get; }

    public int Id => _process!.Id;

    /// <summary>Whether the process is gone.</summary>
    public bool HasExited => _process is not { HasExited: false };

    /// <summary>What the program says of itself on standard error.</summary>
    public string LogPath => Path.Combine(DataDirectory, "server.log");

    /// <summary>The folder of the private Postgres' connection.</summary>
    public string ConnectionString
    {
        get
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(DataDirectory, "postgres.json")));
            return $"Host=127.0.0.1;Port={file.RootElement.GetProperty("Port").GetInt32()};Username=exchange;Password={file.RootElement.GetProperty("Password").GetString()};Database=exchange";
        }
    }

    /// <summary>Starts it, with budgets that do not get in the way, and waits until it serves.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        Directory.CreateDirectory(DataDirectory);
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("/bin/sh")
        {
            // The shell only opens the log; the program takes its place, and so its process id.
            ArgumentList = { "-c", $"exec dotnet \"$0\" >\"$1\" 2>>\"$2\"", ProgramPath(), Path.Combine(DataDirectory, "server.out"), LogPath },
        };
        start.Environment["DATA_DIR"] = DataDirectory;
        start.Environment["Exchange__Trial"] = "true"; // marks can be set
        start.Environment["PORT"] = Address.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var budget in (string[])["Reads", "Orders", "Cancels"])
        {
            start.Environment[$"Limits__{budget}__PerSecond"] = "10000000";
            start.Environment[$"Limits__{budget}__Burst"] = "10000000";
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The exchange does not start.");
        await WaitUntilReadyAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    public async Task<JsonElement> ReadyAsync()
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync("/health/ready"));
        return answer.RootElement.Clone();
    }

    /// <summary>Sequences that are committed but not in the read side yet, and how many are committed.</summary>
    public async Task<(long Lag, long Committed)> ProjectionAsync()
    {
        // Behind by much it counts as not ready, and says the same with another status.
        using var response = await _http.GetAsync("/health/ready");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (answer.RootElement.GetProperty("projectionLag").GetInt64(), answer.RootElement.GetProperty("committedSequence").GetInt64());
    }

    /// <summary>Kills it with -9, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it in order, which stops its Postgres too.</summary>
    public async Task StopAsync()
    {
        if (!HasExited)
        {
            _ = SendSignal(_process!.Id, Interrupt);
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Processor seconds that it has used.</summary>
    public double ProcessorSeconds()
    {
        _process!.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The exchange ended with {_process.ExitCode}: {await File.ReadAllTextAsync(LogPath)}");
            }

            try
            {
                using var response = await _http.GetAsync("/health/ready", limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>The program beside this one, as the solution builds it.</summary>
    private static string ProgramPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Exchange.sln")))
        {
            folder = folder.Parent;
        }

        var path = Path.Combine(folder?.FullName ?? "", "src/Exchange.Api/bin/Release/net10.0/Exchange.Api.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException("Build the exchange first: dotnet build Exchange.sln -c Release");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
