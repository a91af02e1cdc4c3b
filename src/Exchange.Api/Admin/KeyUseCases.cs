using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <param name="Label">The owner's name for it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="IpAllowList">Addresses and CIDR blocks it may be used from; none for anywhere.</param>
/// <param name="ExpiresAt">When it ends, in microseconds since 1970; none for never.</param>
internal sealed record KeyBody(string? Label, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? IpAllowList, long? ExpiresAt);

/// <summary>Makes a key for an account; an operator's key is made on the machine alone.</summary>
internal sealed record CreateKey(Caller Caller, AccountId Account, KeyBody Body) : IRequest<IssuedKeyAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/accounts/{accountId}/keys", async context =>
            await context.AnswerAsync(new CreateKey(context.Caller(), Venue.AccountId(context.PathValue("accountId")), await context.ReadBodyAsync<KeyBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Make an API key; the secret is shown once", typeof(IssuedKeyAnswer), typeof(KeyBody), """{"label":"bot","scopes":["read","trade"]}""");

    internal sealed class Validator : AbstractValidator<CreateKey>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Label)
                .Required("label")
                .MustBe("label", text => Text64.TryParse(text, out _), "at most 64 characters of printable ASCII");
            RuleFor(request => request.Body.Scopes)
                .Must(scopes => scopes is { Count: > 0 } && scopes.All(scope => scope is not null && ScopeNames.TryParse(scope, out _)))
                .WithErrorCode("invalid_scopes")
                .WithMessage($"scopes must be an array of {ScopeNames.Expected}.")
                .OverridePropertyName("scopes");
            RuleFor(request => request.Body.Scopes)
                .Must((request, scopes) => scopes is null || (request.Account.Value == 0) == scopes.Contains("admin"))
                .WithErrorCode("invalid_scopes")
                .WithMessage("The scope admin is for operators' keys (account 0), and they need it.")
                .OverridePropertyName("scopes");
            RuleFor(request => request.Body.IpAllowList)
                .Must(list => list is null || (list.Count <= 100 && list.All(text => text is not null && AddressList.IsValid(text))))
                .WithErrorCode("invalid_ip_allow_list")
                .WithMessage("ipAllowList must be an array of at most 100 addresses or CIDR blocks.")
                .OverridePropertyName("ipAllowList");
            RuleFor(request => request.Body.ExpiresAt)
                .Must(time => time is null or > 0 and < 253_402_300_799_000_000)
                .WithErrorCode("invalid_expires_at")
                .WithMessage("expiresAt must be microseconds since 1970.")
                .OverridePropertyName("expiresAt");
        }
    }

    internal sealed class Handler(IExchange exchange, KeyRing keys) : IRequestHandler<CreateKey, IssuedKeyAnswer>
    {
        public async Task<IssuedKeyAnswer> Handle(CreateKey request, CancellationToken cancellationToken)
        {
            if (request.Account.Value == 0)
            {
                // Two keys must approve what loosens the venue's rules: whoever has stolen one must not be able to make the other.
                throw new ApiProblemException(
                    StatusCodes.Status403Forbidden, "operator_keys_on_machine", "An operator's key is made on the machine, with the verb create-admin-key.");
            }

            exchange.Views.Customer(request.Account);

            var body = request.Body;
            var scopes = ScopeNames.Parse(body.Scopes!);
            if ((scopes & ~request.Caller.Scopes & Scopes.Transfer) != 0)
            {
                throw new ApiProblemException(StatusCodes.Status403Forbidden, "scope_missing", "Only a key with the scope transfer can give it to another.");
            }

            DateTimeOffset? expiresAt = body.ExpiresAt is { } time ? DateTimeOffset.UnixEpoch.AddMicroseconds(time) : null;
            var issued = await keys.CreateAsync(
                request.Account, body.Label!, scopes, [.. body.IpAllowList ?? []], expiresAt, cancellationToken);
            return new IssuedKeyAnswer(KeyAnswer.Of(issued.Record), issued.Record.KeyId, issued.Secret);
        }
    }
}

/// <summary>An account's keys, without their secrets.</summary>
internal sealed record ListKeys(AccountId Account) : IRequest<IReadOnlyList<KeyAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/accounts/{accountId}/keys", context => context.AnswerAsync(new ListKeys(Venue.AccountId(context.PathValue("accountId")))))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "An account's API keys", typeof(IReadOnlyList<KeyAnswer>));

    internal sealed class Handler(KeyRing keys) : IRequestHandler<ListKeys, IReadOnlyList<KeyAnswer>>
    {
        public async Task<IReadOnlyList<KeyAnswer>> Handle(ListKeys request, CancellationToken cancellationToken) =>
            [.. (await keys.ListAsync(request.Account, cancellationToken)).Select(KeyAnswer.Of)];
    }
}

/// <summary>Revokes a key for good.</summary>
internal sealed record RevokeKey(string KeyId) : IRequest<RevokedKeyAnswer>, INeedsNoLeader
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/v1/admin/keys/{keyId}", context => context.AnswerAsync(new RevokeKey(context.PathValue("keyId"))))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Revoke an API key", typeof(RevokedKeyAnswer));

    internal sealed class Validator : AbstractValidator<RevokeKey>
    {
        public Validator() => RuleFor(request => request.KeyId).MustBe("keyId", text => text.Length <= 64 && text.All(char.IsAsciiLetterOrDigit), "a key's id");
    }

    internal sealed class Handler(KeyRing keys) : IRequestHandler<RevokeKey, RevokedKeyAnswer>
    {
        public async Task<RevokedKeyAnswer> Handle(RevokeKey request, CancellationToken cancellationToken) =>
            await keys.RevokeAsync(request.KeyId, cancellationToken)
                ? new RevokedKeyAnswer(request.KeyId)
                : throw Venue.NotFound("key_unknown", "There is no such key, or it was revoked before.");
    }
}

internal sealed record RevokedKeyAnswer(string KeyId);

internal sealed record IssuedKeyAnswer(KeyAnswer Key, string KeyId, string Secret);

internal sealed record KeyAnswer(
    string KeyId, string AccountId, string Label, string[] Scopes, string[] IpAllowList, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    public static KeyAnswer Of(ApiKeyRecord key) => new(
        key.KeyId, key.Account.ToString(), key.Label, key.Scopes, key.IpAllowList, key.CreatedAt, key.ExpiresAt, key.RevokedAt);
}
