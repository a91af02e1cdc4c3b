using System.Collections.Immutable;

namespace Exchange.Api;

/// <summary>Does what a connection's requests ask, one after the other.</summary>
internal sealed class RequestHandler
{
    private readonly StreamConnection _connection;
    private readonly OrderPipeline _pipeline;
    private readonly StreamServices _services;
    private readonly RequestParser _parser;
    private readonly StreamRequest _request = new();
    private readonly MessageWriter _writer = new();
    private readonly RequestBudget _budget = new();
    private readonly Lock _gate = new();
    private ImmutableHashSet<ChannelName> _subscriptions = [];
    private StreamSession? _session;
    private int _protocolErrors;

    public RequestHandler(StreamConnection connection, OrderPipeline pipeline, StreamServices services)
    {
        _connection = connection;
        _pipeline = pipeline;
        _services = services;
        _parser = new RequestParser(new OrderBuilder(services.Exchange.Views), services.Options);
    }

    /// <summary>Who is at the other end; null before authentication and after its key has ended.</summary>
    public StreamSession? Session => Volatile.Read(ref _session);

    public async ValueTask HandleAsync(Memory<byte> frame)
    {
        var orders = _pipeline.Rent();
        _request.Begin(orders);
        _parser.Parse(frame.Span, Session?.Account ?? default, _request);
        orders.Id = _request.Id;
        if ((_request.Error ?? CheckBudget()) is { } error)
        {
            _pipeline.Return(orders);
            Fail(error);
            return;
        }

        if (_request.Op is StreamOp.Place or StreamOp.Amend or StreamOp.Cancel or StreamOp.CancelAll or StreamOp.Batch)
        {
            await EnterOrdersAsync(orders);
            return;
        }

        _pipeline.Return(orders);
        switch (_request.Op)
        {
            case StreamOp.Subscribe:
                Subscribe();
                break;
            case StreamOp.Unsubscribe:
                Unsubscribe();
                break;
            case StreamOp.Auth:
                await AuthenticateAsync();
                break;
            default:
                ReplyWriter.Pong(_writer, _request.Id, _services.Exchange.Views.Sequence);
                Reply();
                break;
        }
    }

    /// <summary>Ends the session if its key is revoked or expired by now. From any thread.</summary>
    public void RecheckKey()
    {
        if (Session is not { } session || _services.Access.IsValid(session))
        {
            return;
        }

        lock (_gate)
        {
            if (!EndSession())
            {
                return;
            }

            var lost = _subscriptions.Where(channel => channel.IsPrivate).ToList();
            _subscriptions = _subscriptions.Except(lost);
            _services.Hub.Unsubscribe(_connection, lost);
        }

        var notice = new MessageWriter();
        notice.BeginObject().Name("event"u8).Text("unauthenticated"u8).Name("reason"u8).Text("key_ended"u8).EndObject();
        _connection.Deliver(notice);
        _connection.Raise();
    }

    /// <summary>Gives the session's place back; false if there is none.</summary>
    public bool EndSession()
    {
        if (Interlocked.Exchange(ref _session, null) is not { } session)
        {
            return false;
        }

        _services.Connections.Deauthenticated(session);
        return true;
    }

    private async ValueTask EnterOrdersAsync(OrderFrame orders)
    {
        var error = Session is not { } session ? StreamError.Unauthenticated
            : !session.MayTrade ? StreamError.ScopeMissing
            : _services.Access.Charge(session, orders.Batch.Count - orders.Cancels, orders.Cancels);
        if (error is not null)
        {
            _pipeline.Return(orders);
            Fail(error);
            return;
        }

        await _pipeline.SubmitAsync(orders);
    }

    private void Subscribe()
    {
        lock (_gate)
        {
            if (FindChannels(out var channels) is { } error)
            {
                Fail(error);
                return;
            }

            var subscriptions = _subscriptions.Union(channels);
            if (subscriptions.Count > _services.Options.MaxSubscriptions)
            {
                Fail(new StreamError("too_many_subscriptions", $"A connection follows at most {_services.Options.MaxSubscriptions} channels."));
                return;
            }

            _subscriptions = subscriptions;
            Succeed(); // before the snapshots
            _services.Hub.Subscribe(_connection, channels);
        }
    }

    private void Unsubscribe()
    {
        lock (_gate)
        {
            if (FindChannels(out var channels) is { } error)
            {
                Fail(error);
                return;
            }

            _subscriptions = _subscriptions.Except(channels);
            _services.Hub.Unsubscribe(_connection, channels);
            Succeed();
        }
    }

    private StreamError? FindChannels(out List<ChannelName> channels)
    {
        channels = [];
        foreach (var text in _request.Channels)
        {
            if (ChannelName.TryParse(text, _services.Exchange.Views, Session?.Account ?? default, out var channel) is { } error)
            {
                return error;
            }

            if (channel.IsPrivate && Session is { MayRead: false })
            {
                return StreamError.ScopeMissing;
            }

            if (!channels.Contains(channel))
            {
                channels.Add(channel);
            }
        }

        return null;
    }

    private async ValueTask AuthenticateAsync()
    {
        if (Session is not null)
        {
            Fail(new StreamError("already_authenticated", "The connection is authenticated already; open another one for another key."));
            return;
        }

        var (session, error) = await _services.Access.AuthenticateAsync(
            _request.Key, _request.Timestamp, _request.Signature, _connection.Address, CancellationToken.None);
        if (session is not null && !_services.Connections.TryAuthenticate(session))
        {
            (session, error) = (null, new StreamError("too_many_connections", "The account has as many connections as it may have."));
        }

        if (session is null)
        {
            Fail(error ?? StreamError.Unauthenticated);
            return;
        }

        Volatile.Write(ref _session, session);
        ReplyWriter.Authenticated(_writer, _request.Id, session.Account);
        Reply();
    }

    /// <summary>Requests that are no orders have a budget per connection: each may cost the hub a whole snapshot.</summary>
    private StreamError? CheckBudget() =>
        _request.Op is StreamOp.Subscribe or StreamOp.Unsubscribe or StreamOp.Auth && !_budget.TryTake() ? StreamError.RateLimited : null;

    private void Succeed()
    {
        ReplyWriter.Done(_writer, _request.Id);
        Reply();
    }

    private void Fail(StreamError error)
    {
        ReplyWriter.Failed(_writer, _request.Id, error);
        Reply();
        if (_request.IsMalformed && ++_protocolErrors >= _services.Options.MaxProtocolErrors)
        {
            _connection.Drop(StreamClose.MalformedJson);
        }
    }

    private void Reply()
    {
        _connection.Deliver(_writer);
        _connection.Raise();
    }
}
