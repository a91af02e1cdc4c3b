using System.Collections.Frozen;

namespace Exchange.Persistence;

/// <summary>Members of an enum as they are stored: <c>GoodTillCanceled</c> as <c>goodTillCanceled</c>, the words of the API.</summary>
internal static class EnumText<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Texts =
        Enum.GetValues<TEnum>().ToFrozenDictionary(member => member, member => char.ToLowerInvariant(member.ToString()[0]) + member.ToString()[1..]);

    private static readonly FrozenDictionary<string, TEnum> Members = Texts.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(TEnum member) => Texts[member];

    public static TEnum Parse(string text) => Members[text];
}
