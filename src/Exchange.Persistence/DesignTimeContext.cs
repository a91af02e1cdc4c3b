using Microsoft.EntityFrameworkCore.Design;

namespace Exchange.Persistence;

/// <summary>The model for <c>dotnet ef migrations add</c>, which needs no database.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<ExchangeDbContext>
{
    public ExchangeDbContext CreateDbContext(string[] args) => new(DatabaseSchema.Options("Host=127.0.0.1"));
}
