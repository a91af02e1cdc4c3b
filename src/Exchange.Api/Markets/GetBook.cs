using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The best levels of a market's book, as they stand after one sequence.</summary>
internal sealed record GetBook(string Symbol, int Depth) : IRequest<BookAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/book", (HttpContext context, string symbol) =>
            context.AnswerAsync(new GetBook(symbol, new QueryReader(context, "depth").Count("depth", otherwise: 50, maximum: 5000))))
        .Describe("Markets", "The best levels of the book; depth 1 to 5000", typeof(BookAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetBook, BookAnswer>
    {
        public Task<BookAnswer> Handle(GetBook request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var book = exchange.Views.Book(market.Id, request.Depth)!;
            return Task.FromResult(new BookAnswer(market.Symbol.ToString(), book.Sequence, book.Time.Microseconds, Show(book.Bids, market), Show(book.Asks, market)));
        }

        private static string[][] Show(IReadOnlyList<BookLevel> levels, MarketInfo market) =>
            [.. levels.Select(level => (string[])[Amount.Of(level.Price, market), Amount.Of(level.Quantity, market)])];
    }
}

/// <param name="Market">The market's symbol.</param>
/// <param name="Sequence">The last sequence that changed the book.</param>
/// <param name="Time">Of that sequence, in microseconds since 1970.</param>
/// <param name="Bids">Price and quantity, from the highest price.</param>
/// <param name="Asks">Price and quantity, from the lowest price.</param>
internal sealed record BookAnswer(string Market, long Sequence, long Time, string[][] Bids, string[][] Asks);
