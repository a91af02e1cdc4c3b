using Exchange.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Exchange.Persistence;

/// <summary>Registers the journal and what belongs to it.</summary>
public static class JournalServices
{
    /// <summary>The journal, its leadership, snapshots and quarantine in the Postgres that the connection string names. The schema must be there.</summary>
    public static IServiceCollection AddPostgresJournal(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(new JournalConnection(connectionString));
        services.AddSingleton<IJournal, PostgresJournal>();
        services.AddSingleton<IJournalReader, PostgresJournalReader>();
        services.AddSingleton<ILeadership>(provider => new PostgresLeadership(provider.GetRequiredService<JournalConnection>(), JournalReplay.RulesVersion));
        services.AddSingleton<ISnapshotStore, PostgresSnapshots>();
        services.AddSingleton<IQuarantine, PostgresQuarantine>();
        return services;
    }
}
