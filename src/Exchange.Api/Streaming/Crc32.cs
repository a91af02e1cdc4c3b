namespace Exchange.Api;

/// <summary>CRC-32 as in zip and zlib (polynomial 0x04C11DB7, reflected), which every client's language has. Eight bytes at a time.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;

    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var crc = uint.MaxValue;
            var table = Table;
            while (bytes.Length >= Slices)
            {
                var low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
                crc = table[(7 * 256) + (byte)low] ^ table[(6 * 256) + (byte)(low >> 8)]
                    ^ table[(5 * 256) + (byte)(low >> 16)] ^ table[(4 * 256) + (byte)(low >> 24)]
                    ^ table[(3 * 256) + (byte)high] ^ table[(2 * 256) + (byte)(high >> 8)]
                    ^ table[256 + (byte)(high >> 16)] ^ table[(byte)(high >> 24)];
                bytes = bytes[Slices..];
            }

            foreach (var b in bytes)
            {
                crc = (crc >> 8) ^ table[(byte)(crc ^ b)];
            }

            return ~crc;
        }
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
            }

            table[i] = value;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var previous = table[i - 256];
            table[i] = (previous >> 8) ^ table[(byte)(previous & 0xFF)];
        }

        return table;
    }
}
