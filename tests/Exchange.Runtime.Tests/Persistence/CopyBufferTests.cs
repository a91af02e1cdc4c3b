using System.Globalization;
using Exchange.Persistence;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>What is copied comes out of Postgres as it went in, by Postgres' own reading of it.</summary>
public sealed class CopyBufferTests(ProjectionFixture database) : IClassFixture<ProjectionFixture>
{
    [Fact]
    public async Task Decimals_keep_their_value_and_their_places()
    {
        decimal[] values =
        [
            0m, 0.00m, 1m, -1m, 1.50m, 0.0001m, 0.00010m, -0.05m, 9_999m, 10_000m, 10_000.0001m, 100_000_000m, 123_456_789_012_345.6789m, ulong.MaxValue,
            ulong.MaxValue / 10_000m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, -7.9228162514264337593543950335m, .. Random(),
        ];
        var read = await CopyAsync("n numeric", "n::text", values, static (to, value) => to.Numeric(value));
        Assert.Equal(values.Select(value => value.ToString(CultureInfo.InvariantCulture)), read);
    }

    [Fact]
    public async Task Times_keep_their_microseconds()
    {
        DateTime[] values = [DateTime.UnixEpoch, new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1_234_560)];
        var read = await CopyAsync("t timestamptz", "to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')", values, static (to, value) => to.Time(value));
        Assert.Equal(values.Select(value => value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)), read);
    }

    [Fact]
    public async Task Texts_may_be_missing_empty_long_and_of_any_letters()
    {
        string?[] values = [null, "", "a", "Grüße, 世界 🙂", new string('x', 300_000)];
        Assert.Equal(values, await CopyAsync("t text", "t", values, static (to, value) => to.Text(value)));
    }

    [Fact]
    public async Task Json_is_parsed_by_Postgres()
    {
        string?[] values = [null, """{"reason": "Grüße"}""", "[1, 2]"];
        Assert.Equal(values, await CopyAsync("j jsonb", "j::text", values, static (to, value) => to.Json(value)));
    }

    [Fact]
    public async Task Whole_numbers_and_flags_keep_their_signs()
    {
        long?[] values = [null, 0, -1, long.MinValue, long.MaxValue];
        var read = await CopyAsync(
            "l bigint, i integer, s smallint, f boolean",
            "concat_ws(' ', coalesce(l::text, 'none'), i, s, f)",
            values,
            static (to, value) =>
            {
                to.Maybe(value, static (to, present) => to.Long(present));
                to.Integer(value is null or 0 ? int.MinValue : int.MaxValue);
                to.Small(value < 0 ? (short)-2 : (short)2);
                to.Flag(value > 0);
            });
        Assert.Equal(
            [
                "none -2147483648 2 f", "0 -2147483648 2 f", "-1 2147483647 -2 f", "-9223372036854775808 2147483647 -2 f", "9223372036854775807 2147483647 2 t",
            ],
            read);
    }

    private static IEnumerable<decimal> Random()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var bits = Enumerable.Range(0, 3).Select(_ => random.Next(int.MinValue, int.MaxValue) >> random.Next(32)).ToArray();
            var value = new decimal(bits[0], bits[1], bits[2], isNegative: false, (byte)random.Next(29));
            yield return value == 0 || random.Next(2) == 0 ? value : -value;
        }
    }

    /// <summary>Copies each value as a row of a table, and reads the rows back.</summary>
    private async Task<List<string?>> CopyAsync<T>(string columns, string select, IReadOnlyList<T> values, Action<CopyBuffer, T> write)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE TEMP TABLE copied (number int, {columns})", connection);
        await create.ExecuteNonQueryAsync();
        string[] names = ["number", .. columns.Split(", ").Select(column => column.Split(' ')[0])];
        var copy = new TableCopy<(int Number, T Value)>("copied", "number", names, (to, row) =>
        {
            to.Integer(row.Number);
            write(to, row.Value);
        });
        await copy.AddAsync(connection, values.Select((value, number) => (number, value)), CancellationToken.None);
        await using var find = new NpgsqlCommand($"SELECT {select} FROM copied ORDER BY number", connection);
        await using var reader = await find.ExecuteReaderAsync();
        var read = new List<string?>();
        while (await reader.ReadAsync())
        {
            read.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        }

        return read;
    }
}
