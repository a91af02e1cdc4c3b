using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>What an order would do if it were placed now.</summary>
/// <param name="Reject">Why it would be refused, or none; then nothing else would change.</param>
/// <param name="Outcome">How it would stand at the end of the command.</param>
/// <param name="Fills">Its fills through the book, level by level.</param>
/// <param name="Fees">What it would pay for them, in settlement units.</param>
/// <param name="Before">The account's cross margin now.</param>
/// <param name="After">The account's cross margin then.</param>
/// <param name="Position">The position then, with what would liquidate it; null if it would be flat.</param>
public sealed record OrderPreviewInfo(
    RejectReason Reject, CommandOutcome Outcome, IReadOnlyList<PreviewedFill> Fills, Money Fees, MarginInfo Before, MarginInfo After, PositionRiskInfo? Position);

/// <summary>What a level of the book would fill.</summary>
public readonly record struct PreviewedFill(Price Price, Quantity Quantity);
