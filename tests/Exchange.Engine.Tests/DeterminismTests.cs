using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What the compiled engine may not contain, so that the same journal gives the same events on every machine.</summary>
public class DeterminismTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Engine = typeof(StateMachine).Assembly;

    private static readonly Type[] Inexact = [typeof(float), typeof(double), typeof(decimal), typeof(Half)];

    private static readonly string[] ForbiddenNamespaces = ["System.IO", "System.Net", "System.Threading", "System.Diagnostics", "System.Data"];

    private static readonly Type[] ForbiddenTypes =
        [typeof(DateTime), typeof(DateTimeOffset), typeof(Random), typeof(Guid), typeof(Environment), typeof(TimeProvider), typeof(Task)];

    [Fact]
    public void It_references_nothing_but_the_runtime() =>
        Assert.All(Engine.GetReferencedAssemblies(), assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));

    [Fact]
    public void It_has_no_floating_point_and_no_decimals()
    {
        var found = Types().SelectMany(type => type.GetFields(All).Select(field => (Where: $"{type.Name}.{field.Name}", Type: field.FieldType)))
            .Concat(Methods().SelectMany(method => TypesOf(method).Select(type => (Where: $"{method.DeclaringType!.Name}.{method.Name}", Type: type))))
            .Where(use => Inexact.Contains(use.Type))
            .Select(use => use.Where);
        Assert.Empty(found);
    }

    [Fact]
    public void It_calls_no_clock_no_randomness_no_files_and_no_threads()
    {
        var found = Methods().SelectMany(method => Calls(method).Where(IsForbidden).Select(called => $"{method.DeclaringType!.Name}.{method.Name} calls {called.DeclaringType}.{called.Name}"));
        Assert.Empty(found);
    }

    [Fact]
    public void It_walks_no_hash_table()
    {
        // Looking something up in a Dictionary is fine; its order is nobody's business.
        var found = Methods().SelectMany(method => Calls(method)
            .Where(called => called.DeclaringType is { IsGenericType: true } type
                && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(HashSet<>))
                && called.Name is "GetEnumerator" or "get_Keys" or "get_Values")
            .Select(called => $"{method.DeclaringType!.Name}.{method.Name} walks {called.DeclaringType}"));
        Assert.Empty(found);
    }

    private static bool IsForbidden(MethodBase called) =>
        called.DeclaringType is { } type
        && (ForbiddenTypes.Contains(type)
            || (type.Namespace is { } space && Array.Exists(ForbiddenNamespaces, forbidden => space == forbidden || space.StartsWith(forbidden + ".", StringComparison.Ordinal))
                && type != typeof(System.Diagnostics.UnreachableException)));

    private static Type[] Types() => Engine.GetTypes();

    private static IEnumerable<MethodBase> Methods() => Types().SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)));

    private static IEnumerable<Type> TypesOf(MethodBase method)
    {
        var signature = method.GetParameters().Select(parameter => parameter.ParameterType);
        var locals = method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [];
        var result = method is MethodInfo info ? [info.ReturnType] : Type.EmptyTypes;
        return signature.Concat(locals).Concat(result).Select(type => type.IsByRef ? type.GetElementType()! : type);
    }

    /// <summary>Every method that the body calls, read from its instructions.</summary>
    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var i = 0; i < code.Length;)
        {
            var instruction = Instruction(code, ref i);
            if (instruction.OperandType == OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(code, i)) is { } called)
            {
                yield return called;
            }

            i += SizeOf(instruction.OperandType, code, i);
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return Engine.ManifestModule.ResolveMethod(
                token,
                method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (ArgumentException)
        {
            // A method of a type that is generic in a way which cannot be resolved here.
            return null;
        }
    }

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static OpCode Instruction(byte[] code, ref int i)
    {
        var value = (short)code[i++];
        if (value == 0xFE)
        {
            value = unchecked((short)(0xFE00 | code[i++]));
        }

        return OpCodesByValue[value];
    }

    private static int SizeOf(OperandType operand, byte[] code, int i) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
        _ => 4,
    };
}
