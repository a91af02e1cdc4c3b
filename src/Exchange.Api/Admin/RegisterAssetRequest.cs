using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record AssetBody(string? Code, int? Decimals);

/// <summary>Registers an asset of the ledger.</summary>
internal sealed record RegisterAssetRequest(Caller Caller, AssetBody Body) : IRequest<DoneAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/assets", async context =>
            await context.AnswerAsync(new RegisterAssetRequest(context.Caller(), await context.ReadBodyAsync<AssetBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Register an asset", typeof(DoneAnswer), typeof(AssetBody), """{"code":"USDC","decimals":6}""");

    internal sealed class Validator : AbstractValidator<RegisterAssetRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Code).Required("code");
            RuleFor(request => request.Body.Decimals).Required("decimals");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<RegisterAssetRequest, DoneAnswer>
    {
        public async Task<DoneAnswer> Handle(RegisterAssetRequest request, CancellationToken cancellationToken)
        {
            var command = new RegisterAsset
            {
                Code = Fields.Symbol("code", request.Body.Code!),
                Decimals = request.Body.Decimals!.Value,
                Author = request.Caller.Author,
            };
            return DoneAnswer.Of((await exchange.SubmitAsync(command, cancellationToken)).Accepted());
        }
    }
}
