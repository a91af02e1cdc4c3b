using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Exchange.Testing;

namespace Exchange.Integration.Tests;

/// <summary>The exchange as its users run it: a process of its own from the build's output, on a given database, with a data folder of its own.</summary>
public sealed class ExchangeProcess : IAsyncDisposable
{
    private const string ListensOn = "Now listening on";
    private const int LinesKept = 400;
    private static readonly string Program = FindProgram();

    private readonly string _connectionString;
    private readonly (string Name, string Value)[] _settings;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private ExchangeProcess(string connectionString, string dataDirectory, (string Name, string Value)[] settings)
    {
        _connectionString = connectionString;
        _settings = settings;
        DataDirectory = dataDirectory;
    }

    public string DataDirectory { get; }

    /// <summary>Where it listens; another port after each start.</summary>
    public Uri Address => _address.Task.IsCompletedSuccessfully ? _address.Task.Result : throw new InvalidOperationException("The exchange does not run.");

    /// <summary>The last lines that it wrote to standard error, for the messages of failures.</summary>
    public string Log => string.Join('\n', _log);

    private Process Running => _process ?? throw new InvalidOperationException("The exchange does not run.");

    /// <summary>Starts one and waits until it listens, not until it is ready.</summary>
    public static async Task<ExchangeProcess> StartAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        var exchange = new ExchangeProcess(connectionString, TestPostgres.NewDataDirectory(), settings);
        await exchange.StartAgainAsync();
        return exchange;
    }

    /// <summary>Starts one and waits until it serves, with everything that the first start makes.</summary>
    public static async Task<ExchangeProcess> StartReadyAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        var exchange = await StartAsync(connectionString, settings);
        await exchange.ReadyAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(exchange.AdminKeyPath)));
        return exchange;
    }

    /// <summary>Starts it on the same database and data folder.</summary>
    public async Task StartAgainAsync()
    {
        _address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = Command(), EnableRaisingEvents = true };
        var address = _address;
        process.ErrorDataReceived += (_, line) => Read(line.Data, address);
        process.OutputDataReceived += (_, _) => { };
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"The exchange ended before it listened:\n{Log}"));
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        Children.Add(process);
        await address.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until it leads and serves.</summary>
    public async Task ReadyAsync()
    {
        try
        {
            await Eventually.HoldsAsync(IsReadyAsync);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The exchange did not become ready:\n{Log}");
        }
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Address, "/health/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return Running.HasExited ? throw new InvalidOperationException($"The exchange has ended:\n{Log}") : false;
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        Running.Kill();
        await Running.WaitForExitAsync();
    }

    /// <summary>Kills it, starts it again and waits until it serves.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAgainAsync();
        await ReadyAsync();
    }

    /// <summary>SIGSTOP: it stands still and does not know.</summary>
    public Task SuspendAsync() => Signals.SendAsync("STOP", Running.Id);

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => Signals.SendAsync("CONT", Running.Id);

    /// <summary>Waits until it ends by itself; what it exits with.</summary>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await Running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The exchange did not end:\n{Log}");
        }

        return Running.ExitCode;
    }

    /// <summary>Runs the program for one of its verbs on this database and data folder, to its end.</summary>
    /// <returns>What it exited with and all that it wrote.</returns>
    public async Task<(int ExitCode, string Text)> RunVerbAsync(string verb)
    {
        using var process = new Process { StartInfo = Command(verb) };
        process.Start();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>The operator's key that the first start made.</summary>
    public ApiClient Operator()
    {
        using var key = JsonDocument.Parse(File.ReadAllText(AdminKeyPath));
        return Client(new Credentials(key.RootElement.Text("keyId"), key.RootElement.Text("secret")));
    }

    /// <summary>A client that signs with a key; without one it does not sign.</summary>
    public ApiClient Client(Credentials? credentials = null) => new(this, _http, credentials);

    public async ValueTask DisposeAsync()
    {
        if (!Running.HasExited)
        {
            await KillAsync();
        }

        Running.Dispose();
        _http.Dispose();
        Directory.Delete(DataDirectory, recursive: true);
    }

    private ProcessStartInfo Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment["PORT"] = "0";
        start.Environment["Exchange__Trial"] = "true"; // marks can be set; a setting says otherwise
        start.Environment["DATA_DIR"] = DataDirectory;
        start.Environment["ConnectionStrings__Exchange"] = _connectionString;
        start.Environment["Serilog__MinimumLevel__Override__Microsoft.Hosting.Lifetime"] = "Information"; // says the port
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string AdminKeyPath => Path.Combine(DataDirectory, "admin-key.json");

    private void Read(string? line, TaskCompletionSource<Uri> address)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        if (_log.Count > LinesKept)
        {
            _log.TryDequeue(out _);
        }

        if (line.Contains(ListensOn, StringComparison.Ordinal))
        {
            using var json = JsonDocument.Parse(line);
            address.TrySetResult(new Uri(json.RootElement.Text("address")));
        }
    }

    /// <summary>The program of this build: the same configuration as the tests'.</summary>
    private static string FindProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory); // tests/Exchange.Integration.Tests/bin/Release/net10.0
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Exchange.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run from the repository's build output.");
        }

        return Path.Combine(root.FullName, "src", "Exchange.Api", "bin", output.Parent!.Name, output.Name, "Exchange.Api.dll");
    }

    /// <summary>Nobody else ends what a test run has started and left.</summary>
    private static class Children
    {
        private static readonly ConcurrentBag<Process> All = [];

        static Children() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in All)
            {
                try
                {
                    process.Kill();
                }
                catch (InvalidOperationException)
                {
                    // It has ended, or was disposed of after its end.
                }
            }
        };

        public static void Add(Process process) => All.Add(process);
    }
}

/// <summary>Signals that .NET has no call for.</summary>
internal static class Signals
{
    public static async Task SendAsync(string signal, params IEnumerable<int> processIds)
    {
        var ids = processIds.Select(id => id.ToString(CultureInfo.InvariantCulture));
        using var kill = Process.Start("kill", [$"-{signal}", .. ids]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"SIG{signal} could not be sent.");
        }
    }
}
