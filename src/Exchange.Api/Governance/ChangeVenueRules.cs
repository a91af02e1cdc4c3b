using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record VenueRulesBody(int? LooseningDelaySeconds, int? RampDurationSeconds, string? Reason);

/// <summary>Changes how long the venue takes to change its rules.</summary>
internal sealed record ChangeVenueRules(Caller Caller, VenueRulesBody Body) : IRequest<ChangeAnswer>
{
    private const long Second = 1_000_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/v1/admin/venue/rules", async context =>
            await context.AnswerAsync(new ChangeVenueRules(context.Caller(), await context.ReadBodyAsync<VenueRulesBody>())))
        .RequireScope(Scopes.Admin)
        .Describe(
            "Admin", "Change how long rules take to change", typeof(ChangeAnswer), typeof(VenueRulesBody), """{"looseningDelaySeconds":259200,"reason":"A day more to look at it"}""");

    internal sealed class Validator : AbstractValidator<ChangeVenueRules>
    {
        public Validator() => RuleFor(request => request.Body.Reason).Required("reason");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeVenueRules, ChangeAnswer>
    {
        public Task<ChangeAnswer> Handle(ChangeVenueRules request, CancellationToken cancellationToken)
        {
            var rules = exchange.Views.Rules.Rules;
            rules.LooseningDelay = request.Body.LooseningDelaySeconds is { } delay ? delay * Second : rules.LooseningDelay;
            rules.RampDuration = request.Body.RampDurationSeconds is { } ramp ? ramp * Second : rules.RampDuration;
            return exchange.ProposeAsync(request.Caller, ParameterKind.Venue, subject: 0, rules, fields: 0, request.Body.Reason, cancellationToken);
        }
    }
}
