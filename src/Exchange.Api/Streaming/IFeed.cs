using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>The channels that share one state: a market's, or an account's. Used by the hub's thread alone.</summary>
internal interface IFeed
{
    /// <summary>Whether the batch at hand has something for it; kept by the hub.</summary>
    bool IsTouched { get; set; }

    IReadOnlyList<StreamChannel> Channels { get; }

    /// <summary>Takes its state from the views, which are at least as far as the hub is.</summary>
    /// <returns>False if the state changed while it was read; to be tried again.</returns>
    bool TryLoad(IVenueViews views);

    /// <summary>Sends a snapshot, and from now on what follows it.</summary>
    void Subscribe(StreamConnection connection, ChannelKind kind);

    void Unsubscribe(StreamConnection connection, ChannelKind kind);

    /// <summary>Sends what the batch changed.</summary>
    void Publish();
}
