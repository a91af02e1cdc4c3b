using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Writes the answers to requests.</summary>
internal static class ReplyWriter
{
    public static void Done(MessageWriter writer, long? id) => Begin(writer, id, isOk: true).EndObject();

    public static void Failed(MessageWriter writer, long? id, StreamError error)
    {
        Begin(writer, id, isOk: false).Name("error"u8);
        WriteError(writer, error);
        writer.EndObject();
    }

    public static void Pong(MessageWriter writer, long? id, long sequence) =>
        Begin(writer, id, isOk: true).Name("sequence"u8).Number(sequence).EndObject();

    public static void Authenticated(MessageWriter writer, long? id, AccountId account) =>
        Begin(writer, id, isOk: true).Name("accountId"u8).Number(account.Value).EndObject();

    /// <summary>The outcomes of a frame of orders, in the order of its operations.</summary>
    public static void Results(MessageWriter writer, OrderFrame frame, IVenueViews views)
    {
        var outcomes = frame.Batch.Outcomes;
        if (!frame.IsBatch)
        {
            var error = ErrorOf(frame.ErrorAt(0), outcomes.IsEmpty ? default : outcomes[0]);
            Begin(writer, frame.Id, isOk: error is null).Name(error is null ? "result"u8 : "error"u8);
            Result(writer, error, outcomes.IsEmpty ? default : outcomes[0], views);
            writer.EndObject();
            return;
        }

        Begin(writer, frame.Id, isOk: true).Name("results"u8).BeginArray();
        var next = 0;
        for (var i = 0; i < frame.Count; i++)
        {
            var outcome = frame.ErrorAt(i) is null ? outcomes[next++] : default;
            var error = ErrorOf(frame.ErrorAt(i), outcome);
            writer.BeginObject().Name("ok"u8).Boolean(error is null).Name(error is null ? "result"u8 : "error"u8);
            Result(writer, error, outcome, views);
            writer.EndObject();
        }

        writer.EndArray().EndObject();
    }

    private static StreamError? ErrorOf(StreamError? error, in CommandOutcome outcome) =>
        error ?? (outcome.IsAccepted ? null : RejectCode.Error(outcome.Reject));

    private static MessageWriter Begin(MessageWriter writer, long? id, bool isOk)
    {
        writer.BeginObject().Name("id"u8);
        if (id is { } number)
        {
            writer.Number(number);
        }
        else
        {
            writer.Null();
        }

        return writer.Name("ok"u8).Boolean(isOk);
    }

    private static void Result(MessageWriter writer, StreamError? error, in CommandOutcome outcome, IVenueViews views)
    {
        if (error is not null)
        {
            WriteError(writer, error, outcome.Sequence);
            return;
        }

        writer
            .BeginObject()
            .Name("sequence"u8).Number(outcome.Sequence)
            .Name("time"u8).Number(outcome.Time.Microseconds);
        if (outcome.OrderId.IsNone)
        {
            writer.Name("canceledOrders"u8).Number(outcome.Entity).EndObject();
            return;
        }

        var lot = views.FindMarket(new MarketId(outcome.Entity))?.LotSize
            ?? throw new InvalidOperationException($"The views have no market {outcome.Entity}, but an order in it.");
        writer
            .Name("orderId"u8).NumberText(outcome.OrderId.Value)
            .Name("status"u8).Text(WireName.Of(outcome.Status))
            .Name("filled"u8).Decimal(outcome.Filled.Lots, lot)
            .Name("remaining"u8).Decimal(outcome.Remaining.Lots, lot);
        if (outcome.CancelReason != default)
        {
            writer.Name("cancelReason"u8).Text(WireName.Of(outcome.CancelReason));
        }

        if (outcome.IsRepeat)
        {
            writer.Name("isRepeat"u8).Boolean(value: true);
        }

        writer.EndObject();
    }

    /// <param name="writer">Where to.</param>
    /// <param name="error">The error.</param>
    /// <param name="sequence">The sequence of the command if it reached the engine; 0 otherwise.</param>
    private static void WriteError(MessageWriter writer, StreamError error, long sequence = 0)
    {
        writer.BeginObject().Name("code"u8).Text(error.Code).Name("detail"u8).Text(error.Detail);
        if (sequence != 0)
        {
            writer.Name("sequence"u8).Number(sequence);
        }

        writer.EndObject();
    }
}
