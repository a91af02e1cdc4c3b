namespace Exchange.Api;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes the file whole or not at all, replacing an older one, and sees it to the disk.</summary>
    public static void Write(string path, string text) => File.Move(WriteBeside(path, text), path, overwrite: true);

    /// <summary>Writes the file whole, unless it is there: of several processes that try, one succeeds.</summary>
    public static void WriteIfMissing(string path, string text)
    {
        var temporary = WriteBeside(path, text);
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    private static string WriteBeside(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        return temporary;
    }
}
