using System.Diagnostics;
using System.Globalization;
using HdrHistogram;

namespace Exchange.Benchmarks;

/// <summary>
/// Kills the real program with -9 at random moments under load from eight clients, starts it again on the same data folder, and looks for
/// everything that was acknowledged: by the API, and by SQL.
/// </summary>
internal static class KillsBenchmark
{
    private const int Clients = 8;
    private static readonly TimeSpan ShortestLoad = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMilliseconds(900);

    public static async Task<int> RunAsync(string[] args)
    {
        var kills = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        using var folder = new TemporaryFolder();
        await using var server = new ServerProcess(folder.Path);
        await server.StartAsync();
        var clients = await ConnectAsync(server);
        var survivors = new Survivors(server.ConnectionString);
        var recovery = LoadFigures.NewHistogram();
        var firstOrder = LoadFigures.NewHistogram();
        var random = new Random(1);
        var (acknowledged, cancels, unknown, found) = (0L, 0L, 0L, 0L);
        for (var i = 1; i <= kills; i++)
        {
            var load = clients.Select(client => Task.Run(() => client.RunAsync(server.Address))).ToArray();
            await Task.Delay(ShortestLoad + (random.NextDouble() * (LongestLoad - ShortestLoad)));
            await server.KillAsync();
            await Task.WhenAll(load);
            var restarted = Stopwatch.GetTimestamp();
            recovery.RecordValue((long)(await server.StartAsync()).TotalMicroseconds);
            unknown += clients.Sum(client => client.Log.Count(sent => sent.Answer == Answer.Unknown));
            found += await SettleAsync(server.Address, clients, firstOrder, restarted);
            await survivors.AskAsync(server.Address, clients);
            await CaughtUpAsync(server);
            await survivors.CheckAsync(clients.SelectMany(client => client.Log));
            acknowledged += clients.Sum(client => client.Log.Count(sent => sent is { Answer: Answer.Acknowledged, IsCancel: false }));
            cancels += clients.Sum(client => client.Log.Count(sent => sent is { Answer: Answer.Acknowledged, IsCancel: true }));
            clients.ForEach(client => client.Log.Clear());
            if (i % 10 == 0)
            {
                Console.WriteLine($"{i,4} kills: {acknowledged:N0} orders and {cancels:N0} cancels acknowledged, {survivors.Lost} lost, {survivors.Duplicated} duplicated, {survivors.Wrong} wrong");
            }
        }

        var unbalanced = await survivors.UnbalancedAsync();
        Console.WriteLine($"{kills} kills, {Clients} clients: {acknowledged:N0} orders and {cancels:N0} cancels acknowledged");
        Console.WriteLine($"  lost {survivors.Lost}, duplicated {survivors.Duplicated}, wrong {survivors.Wrong}, ledger rows out of balance {unbalanced}");
        Console.WriteLine($"  {unknown:N0} operations without an answer, all settled by sending them again: {found:N0} had been done");
        Print("  from the start of the process to ready", recovery);
        Print("  and to the first accepted order", firstOrder);
        return survivors.Lost + survivors.Duplicated + survivors.Wrong + unbalanced == 0 ? 0 : 1;
    }

    private static async Task<List<KillClient>> ConnectAsync(ServerProcess server)
    {
        using var client = new SignedClient(server.Address);
        var venue = await BenchVenue.OpenAsync(client, ApiCredentials.Read(Path.Combine(server.DataDirectory, "admin-key.json")), Clients);
        return [.. venue.Accounts.Select(KillClient (key, i) => i % 2 == 0 ? new RestKillClient(i, key) : new StreamKillClient(i, key))];
    }

    /// <summary>Sends again what had no answer, with the same client order ids, in the same order.</summary>
    /// <returns>How many had been done.</returns>
    private static async Task<long> SettleAsync(Uri address, List<KillClient> clients, LongHistogram firstOrder, long restarted)
    {
        using var http = new HttpClient { BaseAddress = address };
        long found = 0;
        var isFirst = true;
        foreach (var client in clients)
        {
            foreach (var sent in client.Log.Where(sent => sent.Answer == Answer.Unknown))
            {
                var (isOk, answer) = await RestKillClient.SendAsync(http, client.Key, sent);
                if (isOk && isFirst)
                {
                    isFirst = false;
                    firstOrder.RecordValue((long)Stopwatch.GetElapsedTime(restarted).TotalMicroseconds);
                }

                sent.Answer = isOk ? Answer.Acknowledged : Answer.Rejected;
                if (isOk)
                {
                    sent.OrderId = long.Parse(answer.GetProperty("orderId").GetString()!, CultureInfo.InvariantCulture);
                    found += !sent.IsCancel && answer.GetProperty("isRepeat").GetBoolean() ? 1 : 0;
                }
                else if (sent.IsCancel)
                {
                    // It was done before the kill, or the order was filled: either way it is not open any more.
                    found++;
                }
            }
        }

        return found;
    }

    private static async Task CaughtUpAsync(ServerProcess server)
    {
        while ((await server.ProjectionAsync()).Lag > 0)
        {
            await Task.Delay(20);
        }
    }

    private static void Print(string name, LongHistogram times) => Console.WriteLine(
        $"{name}: p50 {times.GetValueAtPercentile(50) / 1e6:F2} s, p95 {times.GetValueAtPercentile(95) / 1e6:F2} s, longest {times.GetMaxValue() / 1e6:F2} s");
}
