using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record BatchBody(IReadOnlyList<OperationBody>? Operations);

/// <summary>Does up to 100 operations in order, together in one journal batch where they fit. Each has a result of its own.</summary>
internal sealed record BatchRequest(AccountId Account, BatchBody Body) : IRequest<BatchAnswer>
{
    public const int MaxOperations = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/orders/batch", async (HttpContext context, IAccountBudgets budgets) =>
        {
            var request = new BatchRequest(context.Caller().Account, await context.ReadBodyAsync<BatchBody>());
            Validation.Require(new Validator(), request);
            var cancels = request.Body.Operations!.Count(operation => operation.IsCancel);
            Charge(budgets, context, BudgetKind.Orders, request.Body.Operations!.Count - cancels);
            Charge(budgets, context, BudgetKind.Cancels, cancels);
            await context.AnswerAsync(request);
        })
        .RequireScope(Scopes.Trade, BudgetKind.Orders, isChargedByHandler: true)
        .Describe("Orders", "Place, amend and cancel up to 100 orders", typeof(BatchAnswer), typeof(BatchBody), """
            {"operations":[{"op":"place","market":"BTC-USDT-PERP","side":"sell","type":"limit","price":"70000.0","quantity":"0.010"},{"op":"cancel","clientOrderId":"my-1"}]}
            """);

    private static void Charge(IAccountBudgets budgets, HttpContext context, BudgetKind budget, int operations)
    {
        if (operations > 0)
        {
            budgets.Charge(context, budget, operations);
        }
    }

    internal sealed class Validator : AbstractValidator<BatchRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Operations)
                .Must(operations => operations is { Count: >= 1 and <= MaxOperations } && operations.All(operation => operation is not null))
                .WithErrorCode("invalid_operations")
                .WithMessage($"operations must be an array of 1 to {MaxOperations} objects.")
                .OverridePropertyName("operations");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<BatchRequest, BatchAnswer>
    {
        private static readonly PlaceOrderBodyValidator PlaceValidator = new();

        public async Task<BatchAnswer> Handle(BatchRequest request, CancellationToken cancellationToken)
        {
            var batch = new CommandBatch();
            var errors = request.Body.Operations!.Select(operation => TryAdd(batch, request.Account, operation)).ToList();
            await exchange.SubmitAsync(batch, cancellationToken);
            var next = 0;
            return new BatchAnswer([.. errors.Select(error => error ?? ResultOf(batch.Outcomes[next++]))]);
        }

        /// <summary>Adds the operation's command; or gives its error.</summary>
        private OperationAnswer? TryAdd(CommandBatch batch, AccountId account, OperationBody body)
        {
            try
            {
                Add(batch, account, body);
                return null;
            }
            catch (ApiProblemException problem)
            {
                return OperationAnswer.Failed(problem);
            }
        }

        private void Add(CommandBatch batch, AccountId account, OperationBody body)
        {
            switch (body.FindOp())
            {
                case StreamOp.Place:
                    Validation.Require(PlaceValidator, body.ToPlace());
                    batch.Add(OrderCommands.Place(account, body.ToPlace(), exchange.Views));
                    break;
                case StreamOp.Amend:
                    batch.Add(OrderCommands.Amend(account, OrderName.Of(body.OrderId, body.ClientOrderId), body.Price, body.Quantity, exchange.Views));
                    break;
                case StreamOp.Cancel:
                    batch.Add(OrderCommands.Cancel(account, OrderName.Of(body.OrderId, body.ClientOrderId)));
                    break;
                case StreamOp.CancelAll:
                    batch.Add(OrderCommands.CancelAll(account, body.Market, body.Side, CancelReason.Requested, exchange.Views));
                    break;
            }
        }

        private OperationAnswer ResultOf(in CommandOutcome outcome)
        {
            if (!outcome.IsAccepted)
            {
                return OperationAnswer.Failed(RejectProblem.Of(outcome));
            }

            return outcome.OrderId.IsNone
                ? OperationAnswer.Done(new CancelAllAnswer(outcome.Sequence, outcome.Time.Microseconds, outcome.Entity))
                : OperationAnswer.Done(OrderOutcomeAnswer.Of(outcome, exchange.Views));
        }
    }
}

/// <param name="Results">One for each operation, in their order.</param>
internal sealed record BatchAnswer(IReadOnlyList<OperationAnswer> Results);

/// <param name="Ok">Whether the operation was done.</param>
/// <param name="Result">As the operation alone would have answered.</param>
/// <param name="Error">Why it was not done.</param>
internal sealed record OperationAnswer(bool Ok, object? Result, OperationError? Error)
{
    public static OperationAnswer Done(object result) => new(Ok: true, result, Error: null);

    public static OperationAnswer Failed(ApiProblemException problem) => new(Ok: false, Result: null, new OperationError(problem.Code, problem.Message, problem.Sequence));
}

internal sealed record OperationError(string Code, string Detail, long? Sequence);
