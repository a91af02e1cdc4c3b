namespace Exchange.Engine;

/// <summary>The exchange: every account, order, position and market, moved by commands alone. Not thread-safe; one thread owns it.</summary>
internal sealed partial class StateMachine
{
    /// <summary>Changes when the same commands would give other events; stored with each journal batch.</summary>
    public const int RulesVersion = 1;
}
