using System.Diagnostics;
using Npgsql;

namespace Exchange.Benchmarks;

/// <summary>The floor of durability: one prepared insert of so many bytes, committed, one after the other.</summary>
internal static class BareCommit
{
    private const int Warmup = 200;

    public static async Task<LoadFigures> RunAsync(string connectionString, int bytes, TimeSpan time)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        const string table = "CREATE TABLE bare_commit (id bigserial PRIMARY KEY, row bytea); ALTER TABLE bare_commit ALTER row SET STORAGE EXTERNAL";
        await using (var create = new NpgsqlCommand(table, connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using var insert = new NpgsqlCommand("INSERT INTO bare_commit (row) VALUES ($1)", connection);
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new byte[bytes] });
        await insert.PrepareAsync();
        var figures = Measure(insert, time);
        await using var drop = new NpgsqlCommand("DROP TABLE bare_commit", connection);
        await drop.ExecuteNonQueryAsync();
        return figures;
    }

    private static LoadFigures Measure(NpgsqlCommand insert, TimeSpan time)
    {
        for (var i = 0; i < Warmup; i++)
        {
            insert.ExecuteNonQuery();
        }

        var latency = LoadFigures.NewHistogram();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            insert.ExecuteNonQuery();
            latency.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds));
        }

        return new LoadFigures(latency.TotalCount, 0, Stopwatch.GetElapsedTime(started).TotalSeconds, latency);
    }
}
