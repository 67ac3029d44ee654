using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Testing.Tests;

/// <summary>
/// Whatever is done: what is read is what was written, and after a power cut every sector, length and name is one that
/// it had since it was last durable; nothing that was flushed is missing.
/// </summary>
public sealed class ModelTests
{
    [Fact]
    public void A_disk_is_what_a_model_of_dictionaries_says_it_may_be() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(5).WithEndSize(120),
            Prop.ForAll(Arb.From(Operations(), Smaller), Arb.From(Seeds()), Run));

    private static void Run(List<Operation> operations, int seed)
    {
        try
        {
            new DiskModel(seed).Run(operations);
        }
        catch (Exception exception)
        {
            // FsCheck prints the first few elements of a list only.
            throw new InvalidOperationException($"Seed {seed}:\n{string.Join('\n', operations)}\n{exception.Message}", exception);
        }
    }

    private static Gen<int> Seeds() => Gen.Choose(0, int.MaxValue);

    private static Gen<List<Operation>> Operations()
    {
        var kind = Gen.Elements(Enum.GetValues<OperationKind>().SelectMany(Weigh));
        var operation =
            from what in kind
            from slot in Gen.Choose(0, 4)
            from other in Gen.Choose(0, 4)
            from offset in Gen.Choose(0, 2048)
            from length in Gen.OneOf(Gen.Choose(0, 64), Gen.Choose(0, 1500), Gen.Constant(512))
            from value in Gen.Choose(0, 250)
            select new Operation(what, slot, other, offset, length, what == OperationKind.PowerCut ? value % 4 : value);
        return operation.ListOf().Select(operations => operations.ToList());
    }

    private static IEnumerable<OperationKind> Weigh(OperationKind kind) => Enumerable.Repeat(kind, kind switch
    {
        OperationKind.Write => 8,
        OperationKind.Store or OperationKind.SetLength or OperationKind.Create or OperationKind.Rename => 4,
        _ => 2,
    });

    private static IEnumerable<List<Operation>> Smaller(List<Operation> operations)
    {
        if (operations.Count > 8)
        {
            yield return operations[..(operations.Count / 2)];
            yield return operations[(operations.Count / 2)..];
        }

        for (var i = 0; i < operations.Count; i++)
        {
            yield return [.. operations[..i], .. operations[(i + 1)..]];
        }
    }
}
