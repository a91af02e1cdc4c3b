using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Brings a database's tables up to this program's.</summary>
public static class DatabaseSchema
{
    /// <summary>Any number, as long as all versions of the program use it: whoever migrates holds this advisory lock.</summary>
    private const long MigrationLock = 0x45_58_43_48;

    /// <summary>Applies the migrations that are missing; several processes may call it at once.</summary>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = MigrationLock } } };
        await take.ExecuteNonQueryAsync(cancellationToken);
        await using var context = new ExchangeDbContext(Options(connectionString));
        await context.Database.MigrateAsync(cancellationToken);
    }

    internal static DbContextOptions<ExchangeDbContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<ExchangeDbContext>()
            .UseNpgsql(connectionString)
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .Options;
}
