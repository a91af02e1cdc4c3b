using System.Collections.Frozen;
using System.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Stable codes of the engine's reject reasons: <c>insufficient_margin</c>.</summary>
internal static class RejectCode
{
    private static readonly FrozenDictionary<RejectReason, StreamError> Errors =
        Enum.GetValues<RejectReason>().ToFrozenDictionary(reason => reason, reason => new StreamError(SnakeCase.Of(reason.ToString()), Detail(reason)));

    public static StreamError Error(RejectReason reason) => Errors[reason];

    /// <summary>What was wrong, and what would be right.</summary>
    private static string Detail(RejectReason reason) => reason switch
    {
        RejectReason.None => "Accepted.",
        RejectReason.MalformedCommand => "A member has a value that nothing may have: an unknown word, or a text with characters that are not allowed in it.",
        RejectReason.VenueState => "The venue is set up already, or is not yet.",
        RejectReason.AccountUnknown => "No such account.",
        RejectReason.MarketUnknown => "No such market; GET /v1/markets lists them.",
        RejectReason.AssetUnknown => "No such asset; register it first.",
        RejectReason.AlreadyExists => "The symbol or asset code is taken; choose another.",
        RejectReason.ClientOrderIdReused => "The client order id belongs to an order with other content, open or among the last 4,096 that ended; choose a new one.",
        RejectReason.ReferenceReused => "The reference belongs to a credit or debit with other content; choose a new one.",
        RejectReason.OrderUnknown => "No open order of this account has that id; it may have been filled or canceled.",
        RejectReason.MarketStateForbids => "The market's present state does not allow this; GET /v1/markets shows it. Cancels are always allowed.",
        RejectReason.OrderCombinationInvalid =>
            "Type, time in force and flags do not go together: a market order is immediateOrCancel or fillOrKill and never post-only, a post-only order may rest, "
            + "and maxSlippage is for market orders, up to the market's cap.",
        RejectReason.PriceInvalid => "The price is missing, not positive or too large; a market order has none.",
        RejectReason.QuantityInvalid => "The quantity must be positive and at most the market's maxOrderQuantity.",
        RejectReason.AmendInvalid => "The amendment must change something, and ask for more than is filled already.",
        RejectReason.NotionalTooSmall => "Price times quantity must be at least the market's minOrderNotional.",
        RejectReason.ExpiryInvalid => "A goodTillDate order needs an expiresAt in the future, before the year 10000, and no other order may have one.",
        RejectReason.AmountInvalid => "The amount must be positive and not larger than what the venue can hold.",
        RejectReason.PositionOrOrdersOpen => "The margin mode changes only while there is neither a position nor an order in the market.",
        RejectReason.MarginNotIsolated => "The account's margin in this market is not isolated.",
        RejectReason.PositionMissing => "There is no position whose margin could be changed.",
        RejectReason.LeverageInvalid => "The leverage must lie between 1 and the highest of the market's first tier.",
        RejectReason.ParametersInvalid => "The parameters contradict each other or a bound that nobody can move; see FORMULAS, section 8.",
        RejectReason.MarkPriceMissing => "The market has no mark price yet.",
        RejectReason.PriceOutsideBand => "The price must lie within the market's priceBand around the mark price.",
        RejectReason.PostOnlyWouldMatch => "The post-only order would match at once; move its price away from the other side.",
        RejectReason.ReduceOnlyWouldIncrease => "There is no opposite position left for this reduce-only order to reduce.",
        RejectReason.TooManyOpenOrders => "The account has as many open orders in this market as maxOpenOrders allows; cancel some.",
        RejectReason.PositionLimitExceeded => "With all orders of the side filled the position would exceed the market's maxPositionQuantity.",
        RejectReason.OpenInterestCapExceeded => "Open interest would exceed the market's maxOpenInterest; orders that reduce a position are accepted.",
        RejectReason.InsufficientBalance => "The balance is smaller than the amount.",
        RejectReason.InsufficientMargin => "Equity would not cover initial margin: ask for less, add funds, or reduce positions.",
        RejectReason.CapacityExhausted => "The venue holds as much of this as it is built for.",
        RejectReason.SourceUnknown => "The market has no such source; GET /v1/markets/{symbol}/index lists them.",
        RejectReason.ReportOutOfDate => "The source has reported a later price, or the report's time is too old or ahead of the server's.",
        RejectReason.AccountInLiquidation => "The account is being liquidated; it may cancel, reduce and add margin.",
        RejectReason.LiquidationUnknown => "There is no such liquidation, or it has ended.",
        RejectReason.PricesNotFresh => "The prices are degraded, or from before the last restart.",
        RejectReason.NothingToLiquidate => "There is nothing that this step could do now.",
        RejectReason.AssetPriceUnsound => "The asset has no sound price at the moment: too few of its sources agree; GET /v1/assets shows it.",
        RejectReason.DepositCapExceeded => "The venue would hold more of the asset than its depositCap; GET /v1/assets shows it.",
        RejectReason.ConversionNotDue => "The account owes nothing beyond the asset's debtLimit.",
        RejectReason.ConversionImpossible => "The account has nothing that the house can buy, or the house nothing to pay with.",
        RejectReason.WithdrawalUnknown => "No such withdrawal.",
        RejectReason.WithdrawalDecided => "The withdrawal was decided otherwise.",
        RejectReason.WithdrawalsPaused => "All withdrawals wait: losses that nobody covers exceed the insurance fund.",
        RejectReason.NotATrialVenue => "Mark prices are set in a trial venue alone; here they come from sources.",
        RejectReason.FundingNotDue => "That is not the market's next funding time, or it has not come.",
        RejectReason.FundingDone => "The market has been charged, or settled, for that funding time already.",
        RejectReason.FundingSweepOpen => "Positions are not settled up to the last funding time yet.",
        RejectReason.FundingMarkMissing => "There is no mark price of this moment to charge funding by.",
        RejectReason.PriceFromSources => "The market's prices come from its sources; nobody sets them.",
        RejectReason.ProposalUnknown => "No such change of rules is on its way; GET /v1/admin/proposals lists all of them.",
        RejectReason.ProposalStateForbids => "The change has been approved already, or needs no approval.",
        RejectReason.ApproverIsAuthor => "Whoever proposed a change cannot approve it; it takes another operator's key.",
        RejectReason.NeedsProposal => "The change loosens something or could liquidate somebody; it has to be proposed.",
        RejectReason.ProposalPending => "Another change of the same field is on its way; withdraw that first.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a text."),
    };
}

internal static class SnakeCase
{
    /// <summary><c>PriceOutsideBand</c> as <c>price_outside_band</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length != 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
