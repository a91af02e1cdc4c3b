using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A request that reads: answered only while this process leads, since another one may know more.</summary>
internal interface IQuery;

/// <summary>A request that every process can do, whether it leads or not.</summary>
internal interface INeedsNoLeader;

/// <summary>
/// Turns requests away that this process cannot serve. Commands too: they are made with the views (which market, which tick), and those of a
/// process that is only starting know nothing yet. What a leader cannot take, the exchange itself refuses.
/// </summary>
internal sealed class ServingBehaviour<TRequest, TResponse>(IExchange exchange) : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (!exchange.MayServe && request is not INeedsNoLeader && Refusal(isQuery: request is IQuery) is { } refusal)
        {
            throw refusal;
        }

        return next();
    }

    private ExchangeUnavailableException? Refusal(bool isQuery)
    {
        var status = exchange.Status;
        return status.State switch
        {
            ExchangeState.Serving => isQuery ? Refused("not_leader", "The lease has run out; another process may lead.") : null,
            ExchangeState.JournalUnavailable => isQuery ? Refused("journal_unavailable", status.Detail) : null,
            ExchangeState.Recovering => Refused("recovering", status.Detail),
            ExchangeState.Standby or ExchangeState.Stopped => Refused("not_leader", status.Detail),
        };
    }

    private static ExchangeUnavailableException Refused(string code, string detail) => new(code, detail, TimeSpan.FromSeconds(2));
}
