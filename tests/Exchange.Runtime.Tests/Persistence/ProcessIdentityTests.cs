using System.Diagnostics;
using Exchange.Persistence;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>A lease may be taken from a process that is dead, and from no other.</summary>
public class ProcessIdentityTests
{
    private readonly string[] _own = ProcessIdentity.NewName().Split('|');

    [Fact]
    public void A_process_that_lives_is_not_dead() => Assert.False(ProcessIdentity.IsDead(ProcessIdentity.NewName()));

    [Fact]
    public void A_process_that_has_ended_is_dead()
    {
        using var other = Process.Start("sleep", "60");
        var name = $"x|{_own[1]}|{_own[2]}|{other.Id}|{StartTimeOf(other.Id)}";
        Assert.False(ProcessIdentity.IsDead(name));
        other.Kill();
        other.WaitForExit();
        Assert.True(ProcessIdentity.IsDead(name));
    }

    [Fact]
    public void Another_process_under_the_same_id_is_not_the_one_that_led() =>
        Assert.True(ProcessIdentity.IsDead($"x|{_own[1]}|{_own[2]}|{_own[3]}|1"));

    [Fact]
    public void Nothing_is_known_of_processes_elsewhere()
    {
        const string nobody = "2147483647";
        Assert.True(ProcessIdentity.IsDead($"x|{_own[1]}|{_own[2]}|{nobody}|1"));
        Assert.False(ProcessIdentity.IsDead($"x|another-boot|{_own[2]}|{nobody}|1"));
        Assert.False(ProcessIdentity.IsDead($"x|{_own[1]}|pid:[1]|{nobody}|1"));
        Assert.False(ProcessIdentity.IsDead("machine:1:00000000000000000000000000000000"));
        Assert.False(ProcessIdentity.IsDead(""));
    }

    private static string StartTimeOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
