using System.Runtime.InteropServices;

namespace Exchange.Benchmarks;

/// <summary>Processor time of the calling thread: what work costs, whoever else is busy on the machine.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Nanoseconds.</summary>
    public static long Now()
    {
        Marshal.ThrowExceptionForHR(clock_gettime(ThreadCpuTime, out var time));
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
