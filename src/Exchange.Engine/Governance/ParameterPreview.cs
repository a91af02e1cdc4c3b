using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>An account, or an isolated position, that a change of rules would make liquidatable. Money in units of the valuation asset.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Market">Of an isolated position; 0 for all cross positions of the account together.</param>
/// <param name="Equity">After the change.</param>
/// <param name="MaintenanceMargin">After the change.</param>
public readonly record struct EndangeredAccount(AccountId Account, MarketId Market, Money Equity, Money MaintenanceMargin);

/// <summary>Sums over a venue's accounts. Money in units of the valuation asset.</summary>
/// <param name="InitialMargin">Σ over all accounts.</param>
/// <param name="MaintenanceMargin">Σ over all accounts.</param>
/// <param name="Liquidatable">Accounts and isolated positions whose equity is below maintenance margin.</param>
/// <param name="BelowInitial">Accounts and isolated positions whose equity is below initial margin.</param>
public readonly record struct VenueMargins(Int128 InitialMargin, Int128 MaintenanceMargin, int Liquidatable, int BelowInitial);

/// <summary>What a change of rules would do, with all of it in effect.</summary>
/// <param name="Reject">Why it could not be made; none if it could.</param>
/// <param name="Effects">What the change of each field is.</param>
/// <param name="Sequence">The last command that the state had seen.</param>
/// <param name="Before">The venue as it stands.</param>
/// <param name="After">The venue after the change.</param>
/// <param name="EndangeredCount">Accounts and isolated positions that were not liquidatable and would be.</param>
/// <param name="Endangered">The worst of them, the largest shortfall first.</param>
/// <param name="OrdersRefused">Open orders that would not be admitted again: for price, quantity or notional, or because their account lacks initial margin.</param>
/// <param name="PositionsAboveLimit">Positions larger than the market's limit.</param>
/// <param name="OpenInterestRoom">Lots by which open interest may grow: before and after; 0 if the subject is no market.</param>
public sealed record ParametersPreview(
    RejectReason Reject,
    FieldEffects Effects,
    long Sequence,
    VenueMargins Before,
    VenueMargins After,
    int EndangeredCount,
    IReadOnlyList<EndangeredAccount> Endangered,
    int OrdersRefused,
    int PositionsAboveLimit,
    (Quantity Before, Quantity After) OpenInterestRoom);

/// <summary>Tries a change of rules on a copy of the venue, which it uses up.</summary>
internal sealed class ParameterPreview(StateMachine fork)
{
    /// <summary>Accounts that are named.</summary>
    public const int MaxNamed = 100;

    private readonly State _state = fork.State;

    public ParametersPreview Of(ParameterKind which, int subject, RulesPayload wanted, ulong fields)
    {
        if (RulesKind.Find(which) is not { } kind)
        {
            return Refused(RejectReason.MalformedCommand);
        }

        if (kind.Find(_state, subject) is var unknown and not RejectReason.None)
        {
            return Refused(unknown);
        }

        var present = kind.Read(_state, subject);
        if (fields != 0 && wanted.EndsAt(kind.Size))
        {
            wanted = kind.Move(present, present, wanted, fields, step: 1, steps: 1);
        }

        if (!kind.AreValid(_state, subject, wanted))
        {
            return Refused(RejectReason.ParametersInvalid);
        }

        var market = _state.Markets.Find(new MarketId(subject));
        var roomBefore = Room(market);
        var wasLiquidatable = new HashSet<(int, int)>();
        var before = Sum((account, apart, risk) =>
        {
            if (!risk.IsMaintained)
            {
                wasLiquidatable.Add((account.Value, apart.Value));
            }
        });
        _state.Events.Begin(new EventBuffer(), _state.Sequence, _state.Now);
        kind.Use(_state, subject, wanted, author: default, reason: default);

        var endangered = new List<EndangeredAccount>();
        var isCovered = new bool[_state.Accounts.NextId];
        var after = Sum((account, apart, risk) =>
        {
            isCovered[account.Value] |= apart.Value == 0 && risk.IsInitiallyCovered;
            if (!risk.IsMaintained && !wasLiquidatable.Contains((account.Value, apart.Value)))
            {
                endangered.Add(new EndangeredAccount(account, apart, new Money(risk.Equity), new Money(risk.MaintenanceMargin)));
            }
        });
        return new ParametersPreview(
            RejectReason.None, kind.Compare(present, wanted), _state.Sequence, before, after, endangered.Count, Worst(endangered),
            OrdersRefused(market, isCovered), PositionsAboveLimit(market), (roomBefore, Room(market)));
    }

    private ParametersPreview Refused(RejectReason reason) => new(reason, default, _state.Sequence, default, default, 0, [], 0, 0, default);

    private VenueMargins Sum(Action<AccountId, MarketId, Risk> note)
    {
        var sums = default(VenueMargins);
        for (var id = AccountId.FirstCustomer; id < _state.Accounts.NextId; id++)
        {
            var account = new AccountId(id);
            var risk = _state.Risk.Cross(account);
            sums = Plus(sums, risk);
            note(account, default, risk);
            for (var market = 1; market <= _state.Markets.Count; market++)
            {
                ref var position = ref _state.Accounts.FindPosition(ref _state.Accounts[id], market);
                if (!Unsafe.IsNullRef(ref position) && position.IsIsolated != 0 && position.Size != 0)
                {
                    var apart = _state.Risk.Apart(_state.Markets[market], position);
                    sums = Plus(sums, apart);
                    note(account, new MarketId(market), apart);
                }
            }
        }

        return sums;
    }

    private static VenueMargins Plus(VenueMargins sums, in Risk risk) => new(
        sums.InitialMargin + risk.InitialMargin,
        sums.MaintenanceMargin + risk.MaintenanceMargin,
        sums.Liquidatable + (risk.IsMaintained ? 0 : 1),
        sums.BelowInitial + (risk.IsInitiallyCovered ? 0 : 1));

    /// <summary>The largest shortfall first, of equal ones the older account.</summary>
    private static List<EndangeredAccount> Worst(List<EndangeredAccount> endangered)
    {
        endangered.Sort((a, b) =>
        {
            var byShortfall = (b.MaintenanceMargin.Units - b.Equity.Units).CompareTo(a.MaintenanceMargin.Units - a.Equity.Units);
            return byShortfall != 0 ? byShortfall : a.Account.Value.CompareTo(b.Account.Value);
        });
        return endangered[..Math.Min(MaxNamed, endangered.Count)];
    }

    private int OrdersRefused(Market? market, bool[] isCovered)
    {
        var refused = 0;
        for (var slot = 1; slot < _state.Orders.UsedSlots; slot++)
        {
            ref var order = ref _state.Orders[slot];
            if (order.Id == 0)
            {
                continue;
            }

            var isOutside = market is not null && order.Market == market.Id.Value && IsOutside(market, order);
            refused += isOutside || (!order.IsReduceOnly && !isCovered[order.Account]) ? 1 : 0;
        }

        return refused;
    }

    private static bool IsOutside(Market market, in OrderSlot order) =>
        (market.MarkTicks != 0 && !market.IsInBand(order.PriceTicks))
        || order.Remaining > market.Parameters.MaxOrderQuantity.Lots
        || (!order.IsReduceOnly && (long)order.PriceTicks * order.Remaining <= market.TooSmallTickLots);

    private int PositionsAboveLimit(Market? market)
    {
        var above = 0;
        for (var id = AccountId.FirstCustomer; market is not null && id < _state.Accounts.NextId; id++)
        {
            ref var position = ref _state.Accounts.FindPosition(ref _state.Accounts[id], market.Id.Value);
            above += !Unsafe.IsNullRef(ref position) && Math.Abs(position.Size) > market.Parameters.MaxPositionQuantity.Lots ? 1 : 0;
        }

        return above;
    }

    private static Quantity Room(Market? market) =>
        market is null ? Quantity.Zero : new Quantity(Math.Max(0, market.Parameters.MaxOpenInterest.Lots - market.OpenInterest));
}
