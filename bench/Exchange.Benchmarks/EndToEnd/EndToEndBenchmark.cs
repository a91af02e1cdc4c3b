using System.Diagnostics;
using Npgsql;

namespace Exchange.Benchmarks;

/// <summary>
/// Durable orders a second and their latency, over REST and the stream, of the real program on its own Postgres; beside them, in the same run and with
/// the same client, a web server that does nothing and a commit of one row. Client, server and Postgres share the machine's cores.
/// </summary>
internal static class EndToEndBenchmark
{
    private const int Accounts = 4;
    private const int Turns = 6;

    /// <summary>Long enough for the server's code to be compiled as it will stay.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerProcess(folder.Path);
        await server.StartAsync();
        using var client = new SignedClient(server.Address);
        var venue = await BenchVenue.OpenAsync(client, ApiCredentials.Read(Path.Combine(folder.Path, "admin-key.json")), Accounts);
        Console.WriteLine($"{Environment.ProcessorCount} cores for client, exchange and Postgres together; times in microseconds");
        Console.WriteLine($"{"",-44}{"rate",13}{"p50",10}{"p99",10}{"ratio",8}");
        if (args.Length == 0 || args.Contains("rest"))
        {
            await RestAsync(server, venue);
        }

        if (args.Length == 0 || args.Contains("stream"))
        {
            await StreamAsync(server, client, venue);
        }

        if (args.Length == 0 || args.Contains("projection"))
        {
            await SustainedAsync(server, client, venue);
        }

        return 0;
    }

    private static async Task RestAsync(ServerProcess server, BenchVenue venue)
    {
        var (commit, one) = await AloneAsync(server, venue);
        Print("bare commit of one row", commit);
        await using (var bare = await BareKestrel.StartAsync())
        {
            var alone = await RestLoad.FloorAsync(bare.Address, connections: 1, Short);
            Print("bare Kestrel POST, 1 connection", alone);
            Print("REST order, 1 connection", one, $"{one.P50 / commit.P50,8:F2}  p50 to the bare commit's");
            var crowd = await RestLoad.FloorAsync(bare.Address, connections: 256, Short);
            Print("bare Kestrel POST, 256 connections", crowd);
            await RestLoad.OrdersAsync(server.Address, venue.Accounts, connections: 256, Warmup);
            var processor = server.ProcessorSeconds();
            var many = await RestLoad.OrdersAsync(server.Address, venue.Accounts, connections: 256, Short);
            processor = server.ProcessorSeconds() - processor;
            Print("REST orders, 256 connections", many, $"{many.PerSecond / crowd.PerSecond,8:F2}  rate to bare Kestrel's");
            Console.WriteLine($"{"",6}{processor / many.Operations * 1e6:F1} µs of the exchange's processor time per order; of all orders half rest and half take; {one.Refused + many.Refused:N0} were refused");
        }
    }

    /// <summary>One order after the other, and one commit after the other, by turns: what else the disk has to do comes upon both.</summary>
    private static async Task<(LoadFigures Commit, LoadFigures Order)> AloneAsync(ServerProcess server, BenchVenue venue)
    {
        await RestLoad.OrdersAsync(server.Address, venue.Accounts, connections: 1, Turn);
        var commit = await BareCommit.RunAsync(server.ConnectionString, bytes: 160, Turn);
        var order = await RestLoad.OrdersAsync(server.Address, venue.Accounts, connections: 1, Turn);
        for (var i = 1; i < Turns; i++)
        {
            commit = commit.With(await BareCommit.RunAsync(server.ConnectionString, bytes: 160, Turn));
            order = order.With(await RestLoad.OrdersAsync(server.Address, venue.Accounts, connections: 1, Turn));
        }

        return (commit, order);
    }

    private static async Task StreamAsync(ServerProcess server, SignedClient client, BenchVenue venue)
    {
        var commit = await BareCommit.RunAsync(server.ConnectionString, bytes: 160, TimeSpan.FromSeconds(2));
        foreach (var operations in (int[])[10, 100])
        {
            await StreamLoad.RunAsync(client.Stream, venue.Accounts, operations, Warmup);
            await CaughtUpAsync(server);
            var before = await CountsAsync(server);
            var processor = server.ProcessorSeconds();
            var figures = await StreamLoad.RunAsync(client.Stream, venue.Accounts, operations, Long);
            processor = server.ProcessorSeconds() - processor;
            Print($"stream, {operations} orders per frame", figures, $"{figures.PerSecond / commit.PerSecond,8:F1}  orders to the bare commits");
            Console.WriteLine($"{"",6}{processor / figures.Operations * 1e6:F2} µs of the exchange's processor time per order");
            await CaughtUpAsync(server);
            await PrintMixAsync(server, before, figures);
        }
    }

    /// <summary>Raises the rate until the read side cannot follow within a second.</summary>
    private static async Task SustainedAsync(ServerProcess server, SignedClient client, BenchVenue venue)
    {
        await StreamLoad.RunAsync(client.Stream, venue.Accounts, operations: 10, Warmup);
        (double Rate, double Lag) best = default;
        for (double rate = 20_000; rate <= 300_000; rate *= 1.5)
        {
            await CaughtUpAsync(server);
            var load = StreamLoad.RunAsync(client.Stream, venue.Accounts, operations: 10, Long, rate);
            var (worst, samples) = await WatchLagAsync(server, load);
            var figures = await load;
            Console.WriteLine($"  offered {rate,9:N0}/s  done {figures.PerSecond,9:N0}/s  read side behind by at most {worst:F2} s in the second half ({samples} samples)");
            if (worst >= 1 || figures.PerSecond < 0.95 * rate)
            {
                break;
            }

            best = (figures.PerSecond, worst);
        }

        await CaughtUpAsync(server);
        Console.WriteLine($"sustained with the read side less than 1 s behind: {best.Rate:N0} orders/s (10 per frame; behind by {best.Lag:F2} s)");
    }

    /// <summary>How many seconds of the load's commands wait for the read side, at most, once the load is half over.</summary>
    private static async Task<(double Worst, int Samples)> WatchLagAsync(ServerProcess server, Task load)
    {
        var started = Stopwatch.GetTimestamp();
        var (_, first) = await server.ProjectionAsync();
        var (worst, samples) = (0.0, 0);
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(100));
            var elapsed = Stopwatch.GetElapsedTime(started);
            var (lag, committed) = await server.ProjectionAsync();
            if (elapsed > Long / 2 && elapsed < Long)
            {
                worst = Math.Max(worst, lag / ((committed - first) / elapsed.TotalSeconds));
                samples++;
            }
        }

        return (worst, samples);
    }

    private static async Task CaughtUpAsync(ServerProcess server)
    {
        while ((await server.ProjectionAsync()).Lag > 100)
        {
            await Task.Delay(100);
        }
    }

    private static async Task<(long Orders, long Fills)> CountsAsync(ServerProcess server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM fills)", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task PrintMixAsync(ServerProcess server, (long Orders, long Fills) before, LoadFigures figures)
    {
        var after = await CountsAsync(server);
        var (orders, fills) = (after.Orders - before.Orders, after.Fills - before.Fills);
        Console.WriteLine(
            $"{"",6}mix per 10: 4 rest, 1 takes, 4 cancel, 1 amends; {orders:N0} orders placed, {fills:N0} fills, {100.0 * fills / Math.Max(1, orders):F1} fills per 100 orders; "
            + $"{100.0 * figures.Refused / figures.Operations:F1} % of the operations refused (amend or cancel of an order filled before)");
    }

    private static void Print(string name, LoadFigures figures, string ratio = "") => Console.WriteLine($"{name,-44}{figures}{ratio}");
}
