using System.Net;

namespace Exchange.Api;

/// <summary>From where a key may be used: addresses and CIDR blocks; empty for anywhere.</summary>
internal sealed class AddressList
{
    private readonly IPNetwork[] _networks;

    private AddressList(IPNetwork[] networks) => _networks = networks;

    /// <summary>Parses an address as a network of one, or a block like <c>10.1.0.0/16</c>.</summary>
    public static bool IsValid(string text) => Parse(text) is not null;

    /// <exception cref="FormatException">One is neither an address nor a block.</exception>
    public static AddressList Of(IEnumerable<string> texts) =>
        new([.. texts.Select(text => Parse(text) ?? throw new FormatException($"\"{text}\" is neither an address nor a CIDR block."))]);

    public bool Allows(IPAddress? address)
    {
        if (_networks.Length == 0)
        {
            return true;
        }

        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Array.Exists(_networks, network => network.Contains(plain));
    }

    private static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
            : null;
    }
}
