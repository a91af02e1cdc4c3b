using Exchange.Engine;

namespace Exchange.Api;

/// <summary>What the engine rejected, as a problem.</summary>
internal static class RejectProblem
{
    /// <exception cref="ApiProblemException">The command was rejected.</exception>
    public static CommandOutcome Accepted(this CommandOutcome outcome) => outcome.IsAccepted ? outcome : throw Of(outcome);

    public static ApiProblemException Of(in CommandOutcome outcome)
    {
        var error = RejectCode.Error(outcome.Reject);
        return new ApiProblemException(StatusOf(outcome.Reject), error.Code, error.Detail) { Sequence = outcome.Sequence };
    }

    private static int StatusOf(RejectReason reason) => reason switch
    {
        RejectReason.MalformedCommand => StatusCodes.Status400BadRequest,
        RejectReason.AccountUnknown or RejectReason.MarketUnknown or RejectReason.AssetUnknown or RejectReason.OrderUnknown or RejectReason.SourceUnknown or RejectReason.ProposalUnknown or RejectReason.WithdrawalUnknown => StatusCodes.Status404NotFound,
        RejectReason.AlreadyExists or RejectReason.ClientOrderIdReused or RejectReason.ReferenceReused or RejectReason.VenueState or RejectReason.PriceFromSources or RejectReason.NotATrialVenue or RejectReason.WithdrawalDecided
            or RejectReason.ProposalStateForbids or RejectReason.ApproverIsAuthor or RejectReason.NeedsProposal or RejectReason.ProposalPending => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
