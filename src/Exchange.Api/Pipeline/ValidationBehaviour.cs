using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <summary>Lets only valid requests through to their handlers.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
{
    private readonly IValidator<TRequest>[] _validators = [.. validators];

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in _validators)
        {
            Validation.Require(validator, request);
        }

        return next();
    }
}

internal static class Validation
{
    /// <exception cref="ApiProblemException">400, with the code of the first fault and all faulty fields.</exception>
    public static void Require<T>(IValidator<T> validator, T value)
    {
        var result = validator.Validate(value);
        if (!result.IsValid)
        {
            var first = result.Errors[0];
            throw new ApiProblemException(StatusCodes.Status400BadRequest, first.ErrorCode, first.ErrorMessage)
            {
                Fields = [.. result.Errors.Select(error => new FieldProblem(error.PropertyName, error.ErrorCode, error.ErrorMessage))],
            };
        }
    }

    /// <summary>A member that must be given.</summary>
    public static IRuleBuilderOptions<T, TValue?> Required<T, TValue>(this IRuleBuilder<T, TValue?> rule, string field) =>
        rule.NotNull().WithErrorCode("missing_field").WithMessage($"{field} is needed.").OverridePropertyName(field);

    /// <summary>A text that, if given, must pass a test.</summary>
    public static IRuleBuilderOptions<T, string?> MustBe<T>(this IRuleBuilder<T, string?> rule, string field, Func<string, bool> test, string expected) =>
        rule.Must(text => text is null || test(text))
            .WithErrorCode(Fields.InvalidCode(field))
            .WithMessage($"{field} must be {expected}.")
            .OverridePropertyName(field);
}
