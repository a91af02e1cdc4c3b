using Microsoft.EntityFrameworkCore;

namespace Exchange.Persistence;

/// <summary>The read side: what the projection writes and queries read. The journal and the keys have schemas of their own, in plain SQL.</summary>
internal sealed class ExchangeDbContext(DbContextOptions<ExchangeDbContext> options) : DbContext(options)
{
    public DbSet<ProjectionRow> Projection => Set<ProjectionRow>();

    public DbSet<AssetRow> Assets => Set<AssetRow>();

    public DbSet<MarketRow> Markets => Set<MarketRow>();

    public DbSet<MarketParametersRow> MarketParameters => Set<MarketParametersRow>();

    public DbSet<MarketStateRow> MarketStates => Set<MarketStateRow>();

    public DbSet<ProposalRow> Proposals => Set<ProposalRow>();

    public DbSet<ParameterHistoryRow> ParameterHistory => Set<ParameterHistoryRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    public DbSet<BalanceRow> Balances => Set<BalanceRow>();

    public DbSet<PositionRow> Positions => Set<PositionRow>();

    public DbSet<LedgerEntryRow> LedgerEntries => Set<LedgerEntryRow>();

    public DbSet<FundingRateRow> FundingRates => Set<FundingRateRow>();

    public DbSet<FundingPaymentRow> FundingPayments => Set<FundingPaymentRow>();

    public DbSet<WithdrawalRow> Withdrawals => Set<WithdrawalRow>();

    public DbSet<OrderRow> Orders => Set<OrderRow>();

    public DbSet<FillRow> Fills => Set<FillRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProjectionRow>(table =>
        {
            table.ToTable("projection").HasKey(row => row.OnlyRow);
            table.ToTable(t => t.HasCheckConstraint("projection_has_one_row", "only_row"));
        });
        modelBuilder.Entity<AssetRow>().ToTable("assets").HasKey(row => row.AssetId);
        modelBuilder.Entity<AssetRow>().Property(row => row.AssetId).ValueGeneratedNever();
        modelBuilder.Entity<MarketRow>().ToTable("markets").HasKey(row => row.MarketId);
        modelBuilder.Entity<MarketRow>().Property(row => row.MarketId).ValueGeneratedNever();
        modelBuilder.Entity<MarketParametersRow>(table =>
        {
            table.ToTable("market_parameters").HasKey(row => new { row.MarketId, row.Sequence });
            table.Property(row => row.Tiers).HasColumnType("jsonb");
        });
        modelBuilder.Entity<MarketStateRow>(table =>
        {
            table.ToTable("market_state_history").HasKey(row => row.ChangeId);
            table.Property(row => row.ChangeId).ValueGeneratedNever();
            table.HasIndex(row => new { row.MarketId, row.ChangeId });
        });
        modelBuilder.Entity<ProposalRow>(table =>
        {
            table.ToTable("proposals").HasKey(row => row.ProposalId);
            table.Property(row => row.ProposalId).ValueGeneratedNever();
            table.Property(row => row.Fields).HasColumnType("jsonb");
            table.Property(row => row.Present).HasColumnType("jsonb");
            table.Property(row => row.Wanted).HasColumnType("jsonb");
            table.HasIndex(row => row.Status).HasFilter("status IN ('proposed', 'scheduled')");
        });
        modelBuilder.Entity<ParameterHistoryRow>(table =>
        {
            table.ToTable("parameter_history").HasKey(row => row.Position);
            table.Property(row => row.Position).ValueGeneratedNever();
            table.Property(row => row.Fields).HasColumnType("jsonb");
            table.Property(row => row.Before).HasColumnType("jsonb");
            table.Property(row => row.After).HasColumnType("jsonb");
            table.HasIndex(row => new { row.Kind, row.Subject, row.Position });
        });
        modelBuilder.Entity<AuditRow>(table =>
        {
            table.ToTable("audit").HasKey(row => row.Sequence);
            table.Property(row => row.Sequence).ValueGeneratedNever();
            table.Property(row => row.Before).HasColumnType("jsonb");
            table.Property(row => row.After).HasColumnType("jsonb");
        });
        modelBuilder.Entity<AccountRow>().ToTable("accounts").HasKey(row => row.AccountId);
        modelBuilder.Entity<AccountRow>().Property(row => row.AccountId).ValueGeneratedNever();
        modelBuilder.Entity<BalanceRow>().ToTable("balances").HasKey(row => new { row.AccountId, row.AssetId });
        modelBuilder.Entity<PositionRow>().ToTable("positions").HasKey(row => new { row.AccountId, row.MarketId });
        modelBuilder.Entity<PositionRow>().Property(row => row.MarginMode).HasDefaultValue("cross");
        modelBuilder.Entity<LedgerEntryRow>(table =>
        {
            table.ToTable("ledger_entries").HasKey(row => new { row.TransferId, row.Leg });
            table.HasIndex(row => new { row.AccountId, row.TransferId });
        });
        modelBuilder.Entity<FundingRateRow>(table =>
        {
            table.ToTable("funding_rates").HasKey(row => new { row.MarketId, row.FundingTime });
            table.Property(row => row.Inputs).HasColumnType("jsonb");
        });
        modelBuilder.Entity<FundingPaymentRow>(table =>
        {
            table.ToTable("funding_payments").HasKey(row => row.PaymentId);
            table.Property(row => row.PaymentId).ValueGeneratedNever();
            table.HasIndex(row => new { row.AccountId, row.PaymentId });
        });
        modelBuilder.Entity<WithdrawalRow>(table =>
        {
            table.ToTable("withdrawals").HasKey(row => row.WithdrawalId);
            table.Property(row => row.WithdrawalId).ValueGeneratedNever();
            table.HasIndex(row => new { row.AccountId, row.WithdrawalId });
            table.HasIndex(row => row.WithdrawalId).HasFilter("status = 'pending'").HasDatabaseName("ix_withdrawals_pending");
        });
        modelBuilder.Entity<OrderRow>(table =>
        {
            table.ToTable("orders").HasKey(row => row.OrderId);
            table.Property(row => row.OrderId).ValueGeneratedNever();
            table.HasIndex(row => new { row.AccountId, row.OrderId });
            table.HasIndex(row => new { row.AccountId, row.ClientOrderId }).HasFilter("client_order_id IS NOT NULL");
            table.HasIndex(row => row.Status).HasFilter("status IN ('open', 'partiallyFilled')");
        });
        modelBuilder.Entity<FillRow>(table =>
        {
            table.ToTable("fills").HasKey(row => new { row.TradeId, row.Liquidity });
            table.HasIndex(row => new { row.AccountId, row.TradeId });
            table.HasIndex(row => row.OrderId);
            table.HasIndex(row => new { row.MarketId, row.TradeId }).HasFilter("liquidity = 'taker'");
        });
    }
}
