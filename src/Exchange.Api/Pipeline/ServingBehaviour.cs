using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A request that reads: answered only while this process leads, since another one may know more.</summary>
internal interface IQuery;

/// <summary>Turns reads away while this process may not serve them. Commands are turned away by the exchange itself.</summary>
internal sealed class ServingBehaviour<TRequest, TResponse>(IExchange exchange) : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is IQuery && !exchange.MayServe)
        {
            var status = exchange.Status;
            throw new ApiProblemException(
                StatusCodes.Status503ServiceUnavailable,
                status.State == ExchangeState.Recovering ? "recovering" : "not_leader",
                status.Detail)
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            };
        }

        return next();
    }
}
