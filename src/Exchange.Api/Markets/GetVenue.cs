using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>What this venue is.</summary>
internal sealed record GetVenue : IRequest<VenueAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/venue", context => context.AnswerAsync(new GetVenue()))
        .Describe("Markets", "What this venue is: live, or for trials", typeof(VenueAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetVenue, VenueAnswer>
    {
        public Task<VenueAnswer> Handle(GetVenue request, CancellationToken cancellationToken) => Task.FromResult(new VenueAnswer(
            EnumName.Of(exchange.Views.Rules.Profile.ToString()),
            exchange.Views.Rules.Profile == VenueProfile.Trial,
            exchange.Views.Assets.Count,
            exchange.Views.Markets.Count));
    }
}

/// <param name="Profile"><c>live</c>, or <c>trial</c>: begun for tests, measurements or the demo, and that for good.</param>
/// <param name="AllowsSetMarkPrices">Whether a command may set a mark price, where a market has no sources.</param>
/// <param name="Assets">How many there are.</param>
/// <param name="Markets">How many there are.</param>
internal sealed record VenueAnswer(string Profile, bool AllowsSetMarkPrices, int Assets, int Markets);
