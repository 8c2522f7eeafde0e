using System.Text;
using System.Text.Json;

namespace Platform.Bodies;

/// <summary>
/// Reads JSON as RFC 8259 and I-JSON (RFC 7493) require, in one pass: no duplicate members at any level, no invalid
/// Unicode, no byte order mark, no comments, nothing after the value, at most <see cref="MaxDepth"/> levels.
/// </summary>
public ref struct StrictJson
{
    public const int MaxDepth = 8;

    private readonly ReadOnlySpan<byte> _body;
    private readonly Dictionary<string, JsonMember> _members = [];
    private readonly Stack<HashSet<string>> _names = new();
    private Utf8JsonReader _reader;
    private string _name = "";
    private bool _isObject;

    private StrictJson(ReadOnlySpan<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body);
    }

    public static StrictJsonResult Read(ReadOnlySpan<byte> body)
    {
        var json = new StrictJson(body);
        try
        {
            return json.ReadAll();
        }
        catch (JsonException error)
        {
            var (line, place) = (error.LineNumber + 1, error.BytePositionInLine + 1);
            return new(null, $"Malformed or incomplete at line {line}, byte {place}.");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for bytes and escapes that are not Unicode text.
            return new(null, $"Invalid Unicode text at {json.Position}.");
        }
    }

    private readonly string Position
    {
        get
        {
            var before = _body[..(int)_reader.TokenStartIndex];
            return $"line {before.Count((byte)'\n') + 1}, byte {before.Length - before.LastIndexOf((byte)'\n')}";
        }
    }

    private readonly bool AtMemberValue =>
        _reader.CurrentDepth == 1 && _names.Count == 1
        && _reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray);

    private StrictJsonResult ReadAll()
    {
        while (_reader.Read())
        {
            if (FaultOfToken() is { } fault)
            {
                return new(null, $"{fault} at {Position}.");
            }
        }

        return new(_isObject ? _members : null, null);
    }

    private string? FaultOfToken()
    {
        var text = TextOfToken();
        if (AtMemberValue)
        {
            _members[_name] = new(_reader.TokenType, text);
        }

        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _reader.CurrentDepth >= MaxDepth:
                return $"Nested deeper than {MaxDepth}";
            case JsonTokenType.StartObject:
                _isObject |= _reader.CurrentDepth == 0;
                _names.Push([]);
                break;
            case JsonTokenType.EndObject:
                _names.Pop();
                break;
            case JsonTokenType.PropertyName when !_names.Peek().Add(_name = text!):
                return "Duplicate member";
        }

        return null;
    }

    private readonly string? TextOfToken() => _reader.TokenType switch
    {
        JsonTokenType.PropertyName or JsonTokenType.String => _reader.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(_reader.ValueSpan),
        _ => null,
    };
}
