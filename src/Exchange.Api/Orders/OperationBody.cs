using System.Text;

namespace Exchange.Api;

/// <summary>One operation of a batch: <c>place</c>, <c>amend</c>, <c>cancel</c> or <c>cancelAll</c>, with the members that it takes alone.</summary>
internal sealed record OperationBody(
    string? Op,
    string? OrderId,
    string? Market,
    string? Side,
    string? Type,
    string? Quantity,
    string? Price,
    string? TimeInForce,
    bool? PostOnly,
    bool? ReduceOnly,
    string? ClientOrderId,
    string? SelfTradePrevention,
    long? ExpiresAt,
    string? MaxSlippage)
{
    public bool IsCancel => Op is "cancel" or "cancelAll";

    public PlaceOrderBody ToPlace() => new(
        Market, Side, Type, Quantity, Price, TimeInForce, PostOnly, ReduceOnly, ClientOrderId, SelfTradePrevention, ExpiresAt, MaxSlippage);

    /// <summary>What to do; by the same rules as on the stream.</summary>
    /// <exception cref="ApiProblemException">There is no such operation, or it lacks a member, or has one that it does not take.</exception>
    public StreamOp FindOp()
    {
        if (Op is null)
        {
            throw Fields.Missing("op");
        }

        var op = RequestField.FindOp(Encoding.UTF8.GetBytes(Op));
        if (op is not (StreamOp.Place or StreamOp.Amend or StreamOp.Cancel or StreamOp.CancelAll))
        {
            throw Fields.Invalid("op", "place, amend, cancel or cancelAll");
        }

        var given = Given();
        var foreign = given & ~RequestField.Allowed(op);
        var missing = RequestField.Required(op) & ~given;
        return foreign != RequestFields.None ? throw Problem(StreamError.FieldForbidden(foreign))
            : missing != RequestFields.None ? throw Problem(StreamError.FieldMissing(missing))
            : op;
    }

    private static ApiProblemException Problem(StreamError error) => new(StatusCodes.Status400BadRequest, error.Code, error.Detail);

    private RequestFields Given() =>
        If(OrderId is not null, RequestFields.OrderId)
        | If(Market is not null, RequestFields.Market)
        | If(Side is not null, RequestFields.Side)
        | If(Type is not null, RequestFields.Type)
        | If(Quantity is not null, RequestFields.Quantity)
        | If(Price is not null, RequestFields.Price)
        | If(TimeInForce is not null, RequestFields.TimeInForce)
        | If(PostOnly is not null, RequestFields.PostOnly)
        | If(ReduceOnly is not null, RequestFields.ReduceOnly)
        | If(ClientOrderId is not null, RequestFields.ClientOrderId)
        | If(SelfTradePrevention is not null, RequestFields.SelfTradePrevention)
        | If(ExpiresAt is not null, RequestFields.ExpiresAt)
        | If(MaxSlippage is not null, RequestFields.MaxSlippage);

    private static RequestFields If(bool isGiven, RequestFields field) => isGiven ? field : RequestFields.None;
}
