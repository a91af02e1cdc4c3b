using System.Buffers;

namespace Exchange.Engine;

/// <summary>The exchange: every account, order, position and market, moved by commands alone. Not thread-safe; one thread owns it.</summary>
internal sealed class StateMachine
{
    /// <summary>Changes when the same commands would give other events; stored with each journal batch.</summary>
    public const int RulesVersion = 1;

    private readonly OrderPlacement _placement;
    private readonly OrderAmendment _amendment;
    private readonly OrderCancellation _cancellation;
    private readonly AccountCommands _accounts;
    private readonly MarketCommands _markets;

    public StateMachine()
    {
        var open = new OpenOrders(State);
        var makers = new MakerRules(State);
        var matcher = new Matcher(State, open, makers, new ReduceOnlyGuard(State, open), new ClearingHouse(State));
        var execution = new OrderExecution(State, matcher, new FillOrKillProbe(State, makers), open);
        var admission = new Admission(State);
        _placement = new OrderPlacement(State, admission, execution);
        _amendment = new OrderAmendment(State, admission, execution, open);
        _cancellation = new OrderCancellation(State, open);
        _accounts = new AccountCommands(State);
        _markets = new MarketCommands(State);
    }

    /// <summary>What it knows. Others read it; only commands change it.</summary>
    public State State { get; } = new();

    /// <summary>The sequence of the last command applied; 0 before the first.</summary>
    public long LastSequence => State.Sequence;

    /// <summary>The time of the last command applied.</summary>
    public Timestamp LastTime => State.Now;

    /// <summary>Applies a framed command, as the journal holds it. Events go to <paramref name="events"/>.</summary>
    /// <exception cref="InvalidOperationException">The kind is unknown or the length is wrong: a journal of another version.</exception>
    public CommandOutcome Apply(CommandFrame command, long sequence, EventBuffer events)
    {
        if (!Begin(command.Kind, sequence, command.Header.Time, events))
        {
            return Conclude(Rejection.Of(State, command.Kind, RejectReason.VenueState));
        }

        return Conclude(command.Kind switch
        {
            CommandKind.PlaceOrder => _placement.Apply(command.As<PlaceOrder>()),
            CommandKind.CancelOrder => _cancellation.Apply(command.As<CancelOrder>()),
            CommandKind.AmendOrder => _amendment.Apply(command.As<AmendOrder>()),
            CommandKind.CancelAllOrders => _cancellation.Apply(command.As<CancelAllOrders>()),
            CommandKind.SetMarkPrice => _markets.Apply(command.As<SetMarkPrice>()),
            CommandKind.AdvanceTime => default,
            CommandKind.SetLeverage => _accounts.Apply(command.As<SetLeverage>()),
            CommandKind.CreditAccount => _accounts.Apply(command.As<CreditAccount>()),
            CommandKind.DebitAccount => _accounts.Apply(command.As<DebitAccount>()),
            CommandKind.OpenAccount => _accounts.Apply(command.As<OpenAccount>()),
            CommandKind.SetMarketState => _markets.Apply(command.As<SetMarketState>()),
            CommandKind.SetMarketParameters => _markets.Apply(command.As<SetMarketParameters>()),
            CommandKind.CreateMarket => _markets.Apply(command.As<CreateMarket>()),
            CommandKind.RegisterAsset => _markets.Apply(command.As<RegisterAsset>()),
            CommandKind.InitializeVenue => _markets.Apply(command.As<InitializeVenue>()),
        });
    }

    /// <summary>Applies one command at a time that is not before the last one's (an earlier one is raised to it).</summary>
    public CommandOutcome Apply<TCommand>(in TCommand command, long sequence, Timestamp time, EventBuffer events)
        where TCommand : unmanaged, ICommand
    {
        var payload = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<TCommand>(in command));
        var header = new CommandHeader(CommandHeader.Size + payload.Length, (ushort)TCommand.Kind, Reserved: 0, time);
        return Apply(new CommandFrame(header, payload), sequence, events);
    }

    /// <summary>Brings the memory that a command will touch nearer to the processor. Changes nothing.</summary>
    public void Prefetch(CommandFrame command)
    {
        if (command.Kind == CommandKind.PlaceOrder)
        {
            ref readonly var place = ref command.As<PlaceOrder>();
            State.Accounts.Prefetch(place.Account.Value);
            if (!place.ClientOrderId.IsEmpty)
            {
                State.Remembered.Prefetch(place.Account, place.ClientOrderId);
            }
        }
        else if (command.Kind == CommandKind.CancelOrder)
        {
            ref readonly var cancel = ref command.As<CancelOrder>();
            State.Accounts.Prefetch(cancel.Account.Value);
            State.Orders.Prefetch(cancel.OrderId.Slot);
        }
        else if (command.Kind == CommandKind.AmendOrder)
        {
            ref readonly var amend = ref command.As<AmendOrder>();
            State.Accounts.Prefetch(amend.Account.Value);
            State.Orders.Prefetch(amend.OrderId.Slot);
        }
    }

    /// <summary>Writes the whole state, for <see cref="Restore"/>.</summary>
    public void WriteSnapshot(IBufferWriter<byte> target)
    {
        var writer = new SnapshotWriter(target);
        writer.Write(RulesVersion);
        State.Write(writer);
    }

    /// <summary>The state that <see cref="WriteSnapshot"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">Not a snapshot of this rules version, or damaged.</exception>
    public static StateMachine Restore(ReadOnlySequence<byte> snapshot)
    {
        var reader = new SnapshotReader(snapshot);
        var version = reader.Read<int>();
        if (version != RulesVersion)
        {
            throw new InvalidOperationException($"The snapshot is of rules version {version}; this engine has {RulesVersion}.");
        }

        var machine = new StateMachine();
        machine.State.Read(ref reader);
        return reader.IsAtEnd ? machine : throw new InvalidOperationException("The snapshot goes on after its end.");
    }

    /// <summary>SHA-256 over the state in canonical order, the same for every implementation of the rules.</summary>
    public byte[] Hash() => StateHash.Of(State);

    /// <summary>Recomputes every aggregate and checks every invariant.</summary>
    /// <exception cref="InvariantViolatedException">One does not hold.</exception>
    public void CheckInvariants() => Invariants.Check(State);

    /// <summary>Starts a command; false if the venue is not set up for it.</summary>
    private bool Begin(CommandKind kind, long sequence, Timestamp time, EventBuffer events)
    {
        Invariant.That(sequence == State.Sequence + 1);
        State.Sequence = sequence;
        if (time.Microseconds > State.Now.Microseconds)
        {
            State.Now = time;
        }

        State.Events.Begin(events, sequence, State.Now);
        if (State.Expiries.FirstExpiry <= State.Now.Microseconds)
        {
            _cancellation.ExpireDue();
        }

        return State.IsInitialized || kind == CommandKind.InitializeVenue;
    }

    private CommandOutcome Conclude(CommandOutcome outcome)
    {
        outcome.Sequence = State.Sequence;
        outcome.Time = State.Now;
        return outcome;
    }
}
