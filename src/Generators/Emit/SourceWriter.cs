using System.Text;

namespace Mapwright.Generators.Emit;

/// <summary>Writes indented lines.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    public void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(line);
        }
    }

    /// <summary>Opens a brace after the line; <see cref="Close"/> closes it.</summary>
    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    public void Close(string tail = "")
    {
        _depth--;
        Line("}" + tail);
    }

    /// <summary>A member with an expression body on a line of its own.</summary>
    public void Member(string signature, string expression)
    {
        Line(signature + " =>");
        Line("    " + expression + ";");
    }

    public override string ToString() => _text.ToString();
}
