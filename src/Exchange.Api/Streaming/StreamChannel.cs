using System.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>
/// One channel: who follows it and how far it is. Its messages are chained: each names the sequence of the one before it,
/// the first after a snapshot that of the snapshot. The hub's own, as everything that follows the events.
/// </summary>
internal sealed class StreamChannel(string name, StreamHub hub)
{
    private readonly byte[] _name = Encoding.ASCII.GetBytes(name);
    private readonly List<StreamConnection> _subscribers = [];

    /// <summary>The sequence of the last change that the channel's state has in it.</summary>
    public long Sequence { get; set; }

    public bool HasSubscribers => _subscribers.Count != 0;

    public IReadOnlyList<StreamConnection> Subscribers => _subscribers;

    public void Add(StreamConnection connection)
    {
        if (!_subscribers.Contains(connection))
        {
            _subscribers.Add(connection);
        }
    }

    public void Remove(StreamConnection connection) => _subscribers.Remove(connection);

    public MessageWriter BeginSnapshot(MessageWriter writer) => writer
        .BeginObject()
        .Name("channel"u8).Text(_name)
        .Name("type"u8).Text("snapshot"u8)
        .Name("sequence"u8).Number(Sequence);

    /// <summary>Begins the next message of the chain.</summary>
    public MessageWriter BeginDelta(MessageWriter writer, long sequence, Timestamp time)
    {
        writer
            .BeginObject()
            .Name("channel"u8).Text(_name)
            .Name("type"u8).Text("delta"u8)
            .Name("previousSequence"u8).Number(Sequence)
            .Name("sequence"u8).Number(sequence)
            .Name("time"u8).Number(time.Microseconds);
        Sequence = sequence;
        return writer;
    }

    /// <summary>Sends the finished message to everybody: encoded once, shared by all.</summary>
    public void Publish(MessageWriter writer)
    {
        var frame = writer.Detach();
        foreach (var subscriber in _subscribers)
        {
            hub.Deliver(subscriber, frame);
        }

        frame.Release();
    }

    /// <summary>Sends a finished message to one follower.</summary>
    public void Send(StreamConnection connection, MessageWriter writer)
    {
        var frame = writer.Detach();
        hub.Deliver(connection, frame);
        frame.Release();
    }
}
