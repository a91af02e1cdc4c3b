using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Every field of every kind of rules is classified: one that is added without a line in its table fails here.</summary>
public class RuleTableTests
{
    public static TheoryData<ParameterKind> Kinds => [.. Enum.GetValues<ParameterKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_member_of_the_rules_has_a_line_in_the_table_of_its_kind(ParameterKind number)
    {
        var kind = RulesKind.Find(number)!;
        var rules = RulesTypeOf(kind);
        var members = MembersOf(rules).ToHashSet();

        Assert.Equal(members.Order(), Covered(kind).Distinct().Order());
        Assert.Equal(kind.FieldNames.Count, kind.FieldNames.Distinct().Count());
        Assert.True(kind.Size <= RulesPayload.Capacity);
    }

    [Fact]
    public void The_kinds_stand_in_order_of_their_numbers_and_none_is_missing() =>
        Assert.Equal(Enum.GetValues<ParameterKind>(), RulesKind.All.Select(kind => kind.Kind));

    private static Type RulesTypeOf(RulesKind kind)
    {
        var type = kind.GetType();
        while (!type.IsGenericType)
        {
            type = type.BaseType!;
        }

        return type.GetGenericArguments()[0];
    }

    private static IEnumerable<string> Covered(RulesKind kind)
    {
        var fields = (System.Collections.IEnumerable)kind.GetType().GetProperty("Fields")!.GetValue(kind)!;
        foreach (var field in fields)
        {
            foreach (var member in (string[])field.GetType().GetProperty("Members")!.GetValue(field)!)
            {
                yield return member;
            }
        }
    }

    /// <summary>Everything that can be set; of an array the members of its elements.</summary>
    private static IEnumerable<string> MembersOf(Type rules)
    {
        foreach (var property in rules.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            yield return property.Name;
        }

        foreach (var field in rules.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var isArray = field.FieldType.GetCustomAttribute<InlineArrayAttribute>() is not null;
            foreach (var name in isArray ? MembersOf(ElementOf(field.FieldType)).Select(member => $"{field.Name}.{member}") : [field.Name])
            {
                yield return name;
            }
        }
    }

    private static Type ElementOf(Type array) => array.GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Single().FieldType;
}
