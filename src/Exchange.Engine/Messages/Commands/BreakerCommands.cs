using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Carries on with an auction whose price is found: matches as many orders as one command may. Does nothing in a market where there is nothing to carry on with.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Uncross : ICommand
{
    public static CommandKind Kind => CommandKind.Uncross;

    public MarketId Market { get; init; }

    private readonly int _reserved;
}

/// <summary>Sets when a market is slowed down or stopped by itself, and how it comes back.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetBreakerRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetBreakerRules;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public BreakerRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}
