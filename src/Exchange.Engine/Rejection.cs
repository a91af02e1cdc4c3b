namespace Exchange.Engine;

/// <summary>A command that changes nothing still leaves its event, so that the journal's hash chain covers the answer.</summary>
internal static class Rejection
{
    public static CommandOutcome Of(State state, CommandKind command, RejectReason reason, AccountId account = default, MarketId market = default, OrderId order = default)
    {
        state.Events.Append(new CommandRejected
        {
            Account = account,
            Market = market,
            OrderId = order,
            Command = command,
            Reason = reason,
        });
        return new CommandOutcome { Reject = reason };
    }
}
