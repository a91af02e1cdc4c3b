using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Exchange.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class IsolatedMargin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "isolated_margin",
                table: "positions",
                type: "numeric",
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<string>(
                name: "margin_mode",
                table: "positions",
                type: "text",
                nullable: false,
                defaultValue: "cross");

            migrationBuilder.AddColumn<int>(
                name: "beneficiary_id",
                table: "ledger_entries",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "isolated_margin",
                table: "positions");

            migrationBuilder.DropColumn(
                name: "margin_mode",
                table: "positions");

            migrationBuilder.DropColumn(
                name: "beneficiary_id",
                table: "ledger_entries");
        }
    }
}
