using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Exchange.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ParameterGovernance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "parameter_history",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    proposal_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    step_count = table.Column<int>(type: "integer", nullable: false),
                    fields = table.Column<string>(type: "jsonb", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    approver = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    before = table.Column<string>(type: "jsonb", nullable: false),
                    after = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_parameter_history", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "proposals",
                columns: table => new
                {
                    proposal_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    approver = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    complete_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    step = table.Column<int>(type: "integer", nullable: false),
                    step_count = table.Column<int>(type: "integer", nullable: false),
                    fields = table.Column<string>(type: "jsonb", nullable: false),
                    present = table.Column<string>(type: "jsonb", nullable: false),
                    wanted = table.Column<string>(type: "jsonb", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: true),
                    withdrawn_by = table.Column<string>(type: "text", nullable: true),
                    updated_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_proposals", x => x.proposal_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_parameter_history_kind_subject_position",
                table: "parameter_history",
                columns: new[] { "kind", "subject", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_proposals_status",
                table: "proposals",
                column: "status",
                filter: "status IN ('proposed', 'scheduled')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "parameter_history");

            migrationBuilder.DropTable(
                name: "proposals");
        }
    }
}
