using FaultProgram;

// FaultProgram scenario guarded|unguarded path: ends with 0 when all went as it should.
if (args[1] == "unguarded")
{
    AppContext.SetSwitch("Mapwright.NativeGuard", false);
}

Action<string> scenario = args[0] switch
{
    "use" => Truncated.Use,
    "copy" => Truncated.Copy,
    "value" => Truncated.Value,
    "foreign" => Truncated.Foreign,
    "null" => Truncated.Null,
    "let-go" => Truncated.LetGo,
    "fill" => FullDisk.Fill,
    "share" => FullDisk.Share,
    "lost-file" => LostWrites.OfFile,
    "lost-map" => LostWrites.OfMap,
    _ => throw new ArgumentException(args[0]),
};
scenario(args[2]);
