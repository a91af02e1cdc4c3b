using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Assertions that stay on in production. They speak of the engine's own state; no input from outside may reach one.</summary>
internal static class Invariant
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That([DoesNotReturnIf(false)] bool holds, [CallerArgumentExpression(nameof(holds))] string? expression = null)
    {
        if (!holds)
        {
            Throw(expression);
        }
    }

    [DoesNotReturn]
    private static void Throw(string? expression) => throw new InvariantViolatedException(expression ?? "unknown");
}

/// <summary>The engine's state contradicts itself: the process stops before anything of the batch is written.</summary>
public sealed class InvariantViolatedException(string expression) : Exception($"Invariant violated: {expression}")
{
    public string Expression { get; } = expression;
}
