namespace Exchange.Runtime;

/// <summary>What the process exits with after a fault; 0 is a stop that was asked for.</summary>
public static class ExitCodes
{
    /// <summary>A fault was found: in the journal, in its store, or in this program.</summary>
    public const int Failed = 70;

    /// <summary>A batch is in quarantine. The next start accepts only cancels.</summary>
    public const int Quarantined = 71;

    /// <summary>Another process leads. Starting again is safe: it will stand by.</summary>
    public const int Fenced = 72;

    internal static int For(LoopFaultKind kind) => kind switch
    {
        LoopFaultKind.Fenced => Fenced,
        LoopFaultKind.Quarantined => Quarantined,
        LoopFaultKind.Failed => Failed,
    };
}
