using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What a venue is for. Chosen when it is initialised, and never changed.</summary>
public enum VenueProfile
{
    /// <summary>For customers: rules are loosened slowly.</summary>
    Live = 0,

    /// <summary>For a demo or a test: delay and ramp may be as short as one likes.</summary>
    Trial = 1,
}

/// <summary>How long a venue takes to change its rules. FORMULAS §20.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct VenueRules
{
    /// <summary>How long an approved loosening waits, in microseconds.</summary>
    public long LooseningDelay { get; set; }

    /// <summary>Over how long it, or a change of maintenance rates, comes into effect, in microseconds.</summary>
    public long RampDuration { get; set; }

    /// <summary>48 hours, and 24.</summary>
    public static VenueRules Default => new() { LooseningDelay = 48 * Hour, RampDuration = 24 * Hour };

    internal const long Hour = 3_600_000_000;
}
