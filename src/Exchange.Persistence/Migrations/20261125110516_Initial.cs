using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Exchange.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JournalSchema.Ddl);
            migrationBuilder.Sql(SecuritySchema.Ddl);

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.account_id);
                });

            migrationBuilder.CreateTable(
                name: "assets",
                columns: table => new
                {
                    asset_id = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    decimals = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assets", x => x.asset_id);
                });

            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: true),
                    account_id = table.Column<int>(type: "integer", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "balances",
                columns: table => new
                {
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    asset_id = table.Column<int>(type: "integer", nullable: false),
                    balance = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_balances", x => new { x.account_id, x.asset_id });
                });

            migrationBuilder.CreateTable(
                name: "fills",
                columns: table => new
                {
                    trade_id = table.Column<long>(type: "bigint", nullable: false),
                    liquidity = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    price = table.Column<decimal>(type: "numeric", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric", nullable: false),
                    fee = table.Column<decimal>(type: "numeric", nullable: false),
                    realized_pnl = table.Column<decimal>(type: "numeric", nullable: false),
                    size_after = table.Column<decimal>(type: "numeric", nullable: false),
                    cost_after = table.Column<decimal>(type: "numeric", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fills", x => new { x.trade_id, x.liquidity });
                });

            migrationBuilder.CreateTable(
                name: "ledger_entries",
                columns: table => new
                {
                    transfer_id = table.Column<long>(type: "bigint", nullable: false),
                    leg = table.Column<short>(type: "smallint", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    counterparty_id = table.Column<int>(type: "integer", nullable: false),
                    asset_id = table.Column<int>(type: "integer", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    balance_after = table.Column<decimal>(type: "numeric", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: true),
                    trade_id = table.Column<long>(type: "bigint", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_entries", x => new { x.transfer_id, x.leg });
                });

            migrationBuilder.CreateTable(
                name: "market_parameters",
                columns: table => new
                {
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    maker_fee = table.Column<decimal>(type: "numeric", nullable: false),
                    taker_fee = table.Column<decimal>(type: "numeric", nullable: false),
                    price_band = table.Column<decimal>(type: "numeric", nullable: false),
                    slippage_cap = table.Column<decimal>(type: "numeric", nullable: false),
                    max_order_quantity = table.Column<decimal>(type: "numeric", nullable: false),
                    max_position_quantity = table.Column<decimal>(type: "numeric", nullable: false),
                    max_open_interest = table.Column<decimal>(type: "numeric", nullable: false),
                    min_order_notional = table.Column<decimal>(type: "numeric", nullable: false),
                    max_open_orders = table.Column<int>(type: "integer", nullable: false),
                    tiers = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_market_parameters", x => new { x.market_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "markets",
                columns: table => new
                {
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    base_asset = table.Column<string>(type: "text", nullable: false),
                    settlement_asset_id = table.Column<int>(type: "integer", nullable: false),
                    tick_size = table.Column<decimal>(type: "numeric", nullable: false),
                    lot_size = table.Column<decimal>(type: "numeric", nullable: false),
                    tick_mantissa = table.Column<int>(type: "integer", nullable: false),
                    tick_scale = table.Column<int>(type: "integer", nullable: false),
                    lot_mantissa = table.Column<int>(type: "integer", nullable: false),
                    lot_scale = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    mark_price = table.Column<decimal>(type: "numeric", nullable: true),
                    last_price = table.Column<decimal>(type: "numeric", nullable: true),
                    updated_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_markets", x => x.market_id);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    client_order_id = table.Column<string>(type: "text", nullable: true),
                    side = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    time_in_force = table.Column<string>(type: "text", nullable: false),
                    post_only = table.Column<bool>(type: "boolean", nullable: false),
                    reduce_only = table.Column<bool>(type: "boolean", nullable: false),
                    self_trade_prevention = table.Column<string>(type: "text", nullable: false),
                    limit_price = table.Column<decimal>(type: "numeric", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric", nullable: false),
                    filled = table.Column<decimal>(type: "numeric", nullable: false),
                    remaining = table.Column<decimal>(type: "numeric", nullable: false),
                    filled_tick_lots = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    created_sequence = table.Column<long>(type: "bigint", nullable: false),
                    updated_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.order_id);
                });

            migrationBuilder.CreateTable(
                name: "positions",
                columns: table => new
                {
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    size = table.Column<decimal>(type: "numeric", nullable: false),
                    cost = table.Column<decimal>(type: "numeric", nullable: false),
                    leverage = table.Column<int>(type: "integer", nullable: false),
                    realized_pnl = table.Column<decimal>(type: "numeric", nullable: false),
                    updated_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_positions", x => new { x.account_id, x.market_id });
                });

            migrationBuilder.CreateTable(
                name: "projection",
                columns: table => new
                {
                    only_row = table.Column<bool>(type: "boolean", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projection", x => x.only_row);
                    table.CheckConstraint("projection_has_one_row", "only_row");
                });

            migrationBuilder.CreateIndex(
                name: "ix_fills_account_id_trade_id",
                table: "fills",
                columns: new[] { "account_id", "trade_id" });

            migrationBuilder.CreateIndex(
                name: "ix_fills_market_id_trade_id",
                table: "fills",
                columns: new[] { "market_id", "trade_id" },
                filter: "liquidity = 'taker'");

            migrationBuilder.CreateIndex(
                name: "ix_fills_order_id",
                table: "fills",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_account_id_transfer_id",
                table: "ledger_entries",
                columns: new[] { "account_id", "transfer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_account_id_client_order_id",
                table: "orders",
                columns: new[] { "account_id", "client_order_id" },
                filter: "client_order_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_account_id_order_id",
                table: "orders",
                columns: new[] { "account_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_status",
                table: "orders",
                column: "status",
                filter: "status IN ('open', 'partiallyFilled')");

            migrationBuilder.Sql("INSERT INTO projection (only_row, sequence) VALUES (true, 0);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "assets");

            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "balances");

            migrationBuilder.DropTable(
                name: "fills");

            migrationBuilder.DropTable(
                name: "ledger_entries");

            migrationBuilder.DropTable(
                name: "market_parameters");

            migrationBuilder.DropTable(
                name: "markets");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "positions");

            migrationBuilder.DropTable(
                name: "projection");
        }
    }
}
