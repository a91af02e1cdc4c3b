using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Exchange.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Funding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "funding_payments",
                columns: table => new
                {
                    payment_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    funding_time = table.Column<long>(type: "bigint", nullable: false),
                    size = table.Column<decimal>(type: "numeric", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    is_isolated = table.Column<bool>(type: "boolean", nullable: false),
                    index_from = table.Column<string>(type: "text", nullable: false),
                    index_to = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_funding_payments", x => x.payment_id);
                });

            migrationBuilder.CreateTable(
                name: "funding_rates",
                columns: table => new
                {
                    market_id = table.Column<int>(type: "integer", nullable: false),
                    funding_time = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    rate = table.Column<decimal>(type: "numeric", nullable: false),
                    mark_price = table.Column<decimal>(type: "numeric", nullable: true),
                    inputs = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_funding_rates", x => new { x.market_id, x.funding_time });
                });

            migrationBuilder.CreateIndex(
                name: "ix_funding_payments_account_id_payment_id",
                table: "funding_payments",
                columns: new[] { "account_id", "payment_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "funding_payments");

            migrationBuilder.DropTable(
                name: "funding_rates");
        }
    }
}
