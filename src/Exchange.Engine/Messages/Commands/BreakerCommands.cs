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
