using System.Buffers;

namespace Exchange.Engine;

/// <summary>The exchange: every account, order, position and market, moved by commands alone. Not thread-safe; one thread owns it.</summary>
internal sealed class StateMachine
{
    /// <summary>Changes when the same commands would give other events; stored with each journal batch.</summary>
    public const int RulesVersion = 3;

    private readonly OrderPlacement _placement;
    private readonly OrderAmendment _amendment;
    private readonly OrderCancellation _cancellation;
    private readonly AccountCommands _accounts;
    private readonly MarketCommands _markets;
    private readonly PriceCommands _prices;
    private readonly TriggerIndex _triggers;
    private readonly LiquidationOpening _liquidations;
    private readonly LiquidationSteps _liquidationSteps;
    private readonly LiquidationCommands _liquidationCommands;
    private readonly FundingCommands _funding;
    private readonly CollateralCommands _collateral;
    private readonly WithdrawalCommands _withdrawals;
    private readonly ParameterChanges _changes;
    private readonly Auctions _auctions;
    private readonly StateCommands _states;
    private readonly BreakerWatch _breakers;
    private readonly IsolatedMarginCommands _isolated;
    private readonly LookAhead _lookAhead;

    public StateMachine()
    {
        var open = new OpenOrders(State);
        var makers = new MakerRules(State);
        var guard = new ReduceOnlyGuard(State, open);
        var clearing = new ClearingHouse(State);
        var matcher = new Matcher(State, open, makers, guard, clearing);
        var execution = new OrderExecution(State, matcher, new FillOrKillProbe(State, makers), open);
        var admission = new Admission(State);
        _placement = new OrderPlacement(State, admission, execution);
        _amendment = new OrderAmendment(State, admission, execution, open);
        _cancellation = new OrderCancellation(State, open, execution);
        _accounts = new AccountCommands(State);
        Conversion = new CollateralConversion(State);
        _changes = new ParameterChanges(State);
        _collateral = new CollateralCommands(State, Conversion, _changes);
        _withdrawals = new WithdrawalCommands(State);
        _markets = new MarketCommands(State, _changes);
        var mover = new StateMover(State);
        _auctions = new Auctions(State, mover, new AuctionMatcher(State, open, makers, guard, clearing));
        _states = new StateCommands(State, mover, _auctions);
        _breakers = new BreakerWatch(State, mover, _auctions, _changes);
        _prices = new PriceCommands(State, _breakers, _changes);
        _triggers = new TriggerIndex(State);
        var transfers = new PositionTransfers(State, guard);
        var forcedOrders = new ForcedOrders(State, execution);
        var deleveraging = new Deleveraging(State, _triggers, transfers);
        _liquidations = new LiquidationOpening(State, _triggers);
        _liquidationSteps = new LiquidationSteps(State, _cancellation, forcedOrders, transfers, deleveraging, _breakers);
        _liquidationCommands = new LiquidationCommands(State, _triggers, forcedOrders, deleveraging);
        _funding = new FundingCommands(State, _prices, _changes);
        _isolated = new IsolatedMarginCommands(State);
        _lookAhead = new LookAhead(State);
    }

    /// <summary>Who must be looked at when; read by tests and measurements.</summary>
    public TriggerIndex Triggers => _triggers;

    /// <summary>What it knows. Others read it; only commands change it.</summary>
    public State State { get; } = new();

    /// <summary>How the house buys the collateral of an account that owes.</summary>
    public CollateralConversion Conversion { get; }

    /// <summary>The sequence of the last command applied; 0 before the first.</summary>
    public long LastSequence => State.Sequence;

    /// <summary>The time of the last command applied.</summary>
    public Timestamp LastTime => State.Now;

    /// <summary>Applies a framed command, as the journal holds it. Events go to <paramref name="events"/>.</summary>
    /// <returns>The outcome, valid until the next command.</returns>
    /// <exception cref="InvalidOperationException">The kind is unknown or the length is wrong: a journal of another version.</exception>
    public ref readonly CommandOutcome Apply(scoped in CommandFrame command, long sequence, EventBuffer events)
    {
        Begin(sequence, command.Header.Time, events);
        switch (command.Kind)
        {
            case CommandKind.PlaceOrder:
                ref readonly var place = ref command.As<PlaceOrder>();
                Conclude(command.Kind, IsOpen ? _placement.Apply(place) : RejectReason.VenueState, place.Account, place.Market);
                break;
            case CommandKind.CancelOrder:
                ref readonly var cancel = ref command.As<CancelOrder>();
                Conclude(command.Kind, IsOpen ? _cancellation.Apply(cancel) : RejectReason.VenueState, cancel.Account, order: cancel.OrderId);
                break;
            case CommandKind.AmendOrder:
                ref readonly var amend = ref command.As<AmendOrder>();
                Conclude(command.Kind, IsOpen ? _amendment.Apply(amend) : RejectReason.VenueState, amend.Account, order: amend.OrderId);
                break;
            case CommandKind.CancelAllOrders:
                ref readonly var cancelAll = ref command.As<CancelAllOrders>();
                Conclude(command.Kind, IsOpen ? _cancellation.Apply(cancelAll) : RejectReason.VenueState, cancelAll.Account, cancelAll.Market);
                break;
            case CommandKind.SetLeverage:
                ref readonly var leverage = ref command.As<SetLeverage>();
                Conclude(command.Kind, IsOpen ? _accounts.Apply(leverage) : RejectReason.VenueState, leverage.Account, leverage.Market);
                break;
            case CommandKind.SetMarginMode:
                ref readonly var mode = ref command.As<SetMarginMode>();
                Conclude(command.Kind, IsOpen ? _isolated.Apply(mode) : RejectReason.VenueState, mode.Account, mode.Market);
                break;
            case CommandKind.SetRiskRules:
                ref readonly var risk = ref command.As<SetRiskRules>();
                Conclude(
                    command.Kind,
                    IsOpen ? _changes.Direct(ParameterKind.Risk, risk.Market.Value, risk.Rules, risk.Author, risk.Reason) : RejectReason.VenueState,
                    market: risk.Market);
                break;
            case CommandKind.AdjustIsolatedMargin:
                ref readonly var adjust = ref command.As<AdjustIsolatedMargin>();
                Conclude(command.Kind, IsOpen ? _isolated.Apply(adjust) : RejectReason.VenueState, adjust.Account, adjust.Market);
                break;
            case CommandKind.OpenAccount:
                Conclude(command.Kind, IsOpen ? _accounts.Apply(command.As<OpenAccount>()) : RejectReason.VenueState);
                break;
            case CommandKind.CreditAccount:
                ref readonly var credit = ref command.As<CreditAccount>();
                Conclude(command.Kind, IsOpen ? _accounts.Apply(credit) : RejectReason.VenueState, credit.Account);
                break;
            case CommandKind.DebitAccount:
                ref readonly var debit = ref command.As<DebitAccount>();
                Conclude(command.Kind, IsOpen ? _accounts.Apply(debit) : RejectReason.VenueState, debit.Account);
                break;
            case CommandKind.SetMarkPrice:
                ref readonly var mark = ref command.As<SetMarkPrice>();
                Conclude(command.Kind, IsOpen ? _markets.Apply(mark) : RejectReason.VenueState, market: mark.Market);
                break;
            case CommandKind.SetMarketState:
                ref readonly var state = ref command.As<SetMarketState>();
                Conclude(command.Kind, IsOpen ? _states.Apply(state) : RejectReason.VenueState, market: state.Market);
                break;
            case CommandKind.SetMarketParameters:
                ref readonly var parameters = ref command.As<SetMarketParameters>();
                Conclude(command.Kind, IsOpen ? _markets.Apply(parameters) : RejectReason.VenueState, market: parameters.Market);
                break;
            case CommandKind.CreateMarket:
                Conclude(command.Kind, IsOpen ? _markets.Apply(command.As<CreateMarket>()) : RejectReason.VenueState);
                break;
            case CommandKind.RegisterAsset:
                Conclude(command.Kind, IsOpen ? _markets.Apply(command.As<RegisterAsset>()) : RejectReason.VenueState);
                break;
            case CommandKind.InitializeVenue:
                Conclude(command.Kind, _markets.Apply(command.As<InitializeVenue>()));
                break;
            case CommandKind.AdvanceTime:
                Conclude(command.Kind, IsOpen ? Advance() : RejectReason.VenueState);
                break;
            case CommandKind.ReportPrice:
                ref readonly var report = ref command.As<ReportPrice>();
                Conclude(command.Kind, IsOpen ? _prices.Apply(report) : RejectReason.VenueState, market: report.Market);
                break;
            case CommandKind.SetPriceRules:
                ref readonly var rules = ref command.As<SetPriceRules>();
                Conclude(command.Kind, IsOpen ? _prices.Apply(rules) : RejectReason.VenueState, market: rules.Market);
                break;
            case CommandKind.Uncross:
                ref readonly var uncross = ref command.As<Uncross>();
                Conclude(command.Kind, IsOpen ? _auctions.Apply(uncross) : RejectReason.VenueState, market: uncross.Market);
                break;
            case CommandKind.SetBreakerRules:
                ref readonly var breakers = ref command.As<SetBreakerRules>();
                Conclude(command.Kind, IsOpen ? _breakers.Apply(breakers) : RejectReason.VenueState, market: breakers.Market);
                break;
            case CommandKind.NoteRestart:
                Conclude(command.Kind, IsOpen ? ForgetReports() : RejectReason.VenueState);
                break;
            case CommandKind.ReportAssetPrice:
                Conclude(command.Kind, IsOpen ? _collateral.Apply(command.As<ReportAssetPrice>()) : RejectReason.VenueState);
                break;
            case CommandKind.SetAssetPriceRules:
                Conclude(command.Kind, IsOpen ? _collateral.Apply(command.As<SetAssetPriceRules>()) : RejectReason.VenueState);
                break;
            case CommandKind.SetCollateralRules:
                Conclude(command.Kind, IsOpen ? _collateral.Apply(command.As<SetCollateralRules>()) : RejectReason.VenueState);
                break;
            case CommandKind.ConvertCollateral:
                ref readonly var convert = ref command.As<ConvertCollateral>();
                Conclude(command.Kind, IsOpen ? _collateral.Apply(convert) : RejectReason.VenueState, convert.Account);
                break;
            case CommandKind.RequestWithdrawal:
                ref readonly var withdrawal = ref command.As<RequestWithdrawal>();
                Conclude(command.Kind, IsOpen ? _withdrawals.Apply(withdrawal) : RejectReason.VenueState, withdrawal.Account);
                break;
            case CommandKind.DecideWithdrawal:
                Conclude(command.Kind, IsOpen ? _withdrawals.Apply(command.As<DecideWithdrawal>()) : RejectReason.VenueState);
                break;
            case CommandKind.SetFundingRules:
                ref readonly var fundingRules = ref command.As<SetFundingRules>();
                Conclude(command.Kind, IsOpen ? _funding.Apply(fundingRules) : RejectReason.VenueState, market: fundingRules.Market);
                break;
            case CommandKind.ApplyFunding:
                ref readonly var funding = ref command.As<ApplyFunding>();
                Conclude(command.Kind, IsOpen ? _funding.Apply(funding) : RejectReason.VenueState, market: funding.Market);
                break;
            case CommandKind.SweepFunding:
                ref readonly var sweep = ref command.As<SweepFunding>();
                Conclude(command.Kind, IsOpen ? _funding.Apply(sweep) : RejectReason.VenueState, market: sweep.Market);
                break;
            case CommandKind.StepLiquidation:
                Conclude(command.Kind, IsOpen ? _liquidationSteps.Apply(command.As<StepLiquidation>()) : RejectReason.VenueState);
                break;
            case CommandKind.UnwindBackstop:
                ref readonly var unwind = ref command.As<UnwindBackstop>();
                Conclude(command.Kind, IsOpen ? _liquidationCommands.Apply(unwind) : RejectReason.VenueState, market: unwind.Market);
                break;
            case CommandKind.SetLiquidationRules:
                ref readonly var liquidationRules = ref command.As<SetLiquidationRules>();
                Conclude(command.Kind, IsOpen ? _liquidationCommands.Apply(liquidationRules) : RejectReason.VenueState, market: liquidationRules.Market);
                break;
            case CommandKind.FundReserve:
                ref readonly var reserve = ref command.As<FundReserve>();
                Conclude(command.Kind, IsOpen ? _liquidationCommands.Apply(reserve) : RejectReason.VenueState, reserve.Reserve);
                break;
            case CommandKind.AuditLiquidations:
                Conclude(command.Kind, IsOpen ? _liquidationCommands.Apply(command.As<AuditLiquidations>()) : RejectReason.VenueState);
                break;
            case CommandKind.ProposeParameters:
                Conclude(command.Kind, IsOpen ? _changes.Apply(command.As<ProposeParameters>()) : RejectReason.VenueState);
                break;
            case CommandKind.ApproveParameters:
                Conclude(command.Kind, IsOpen ? _changes.Apply(command.As<ApproveParameters>()) : RejectReason.VenueState);
                break;
            case CommandKind.WithdrawProposal:
                Conclude(command.Kind, IsOpen ? _changes.Apply(command.As<WithdrawProposal>()) : RejectReason.VenueState);
                break;
            default:
                throw new InvalidOperationException($"The journal holds a command of kind {(ushort)command.Kind}, which this engine does not know.");
        }

        if (_liquidations.HasWork)
        {
            _liquidations.OpenDue();
        }

        return ref State.Outcome;
    }

    /// <summary>Applies one command at a time that is not before the last one's (an earlier one is raised to it).</summary>
    public ref readonly CommandOutcome Apply<TCommand>(in TCommand command, long sequence, Timestamp time, EventBuffer events)
        where TCommand : unmanaged, ICommand
    {
        var payload = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<TCommand>(in command));
        var header = new CommandHeader(CommandHeader.Size + payload.Length, (ushort)TCommand.Kind, Reserved: 0, time);
        var frame = new CommandFrame(header, payload);
        return ref Apply(frame, sequence, events);
    }

    /// <summary>
    /// Brings the memory that a command will touch nearer to the processor; to be called for each command in order,
    /// <see cref="LookAhead.Distance"/> commands before it is applied. Changes nothing.
    /// </summary>
    public void Prefetch(in CommandFrame command) => _lookAhead.Show(command);

    /// <summary>Makes room for so many orders with client order ids, open and ended, so that none of it is made while commands wait. Changes nothing else.</summary>
    /// <param name="orders">From 0 to the venue's bound.</param>
    public void ReserveClientOrders(int orders) => State.Remembered.Reserve(Math.Clamp(orders, 0, Bounds.MaxRememberedOrders));

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
        machine._triggers.Rebuild();
        return reader.IsAtEnd ? machine : throw new InvalidOperationException("The snapshot goes on after its end.");
    }

    /// <summary>SHA-256 over the state in canonical order, the same for every implementation of the rules.</summary>
    public byte[] Hash() => StateHash.Of(State);

    /// <summary>Recomputes every aggregate and checks every invariant.</summary>
    /// <exception cref="InvariantViolatedException">One does not hold.</exception>
    public void CheckInvariants()
    {
        Invariants.Check(State);
        Invariants.CheckLiquidations(State, _triggers);
    }

    private RejectReason Advance()
    {
        _collateral.Advance();
        var reason = _prices.Advance();
        _breakers.Advance();
        _auctions.Advance();
        return reason;
    }

    private bool IsOpen => State.IsInitialized;

    private RejectReason ForgetReports()
    {
        _collateral.ForgetReports();
        return _prices.ForgetReports();
    }

    private void Begin(long sequence, Timestamp time, EventBuffer events)
    {
        Invariant.That(sequence == State.Sequence + 1);
        State.Sequence = sequence;
        if (time.Microseconds > State.Now.Microseconds)
        {
            State.Now = time;
        }

        State.Outcome = default;
        State.Events.Begin(events, sequence, State.Now);
        if (State.Expiries.FirstExpiry <= State.Now.Microseconds)
        {
            _cancellation.ExpireDue();
        }

        if (State.Proposals.NextDue <= State.Now.Microseconds)
        {
            _changes.ApplyDue();
        }
    }

    /// <summary>Completes the outcome. A command that changes nothing still leaves its event, so that the journal's hash chain covers the answer.</summary>
    private void Conclude(CommandKind command, RejectReason reason, AccountId account = default, MarketId market = default, OrderId order = default)
    {
        ref var outcome = ref State.Outcome;
        outcome.Sequence = State.Sequence;
        outcome.Time = State.Now;
        if (reason != RejectReason.None)
        {
            outcome.Reject = reason;
            State.Events.Append(new CommandRejected { Account = account, Market = market, OrderId = order, Command = command, Reason = reason });
        }
    }
}
