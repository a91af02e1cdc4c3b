using Exchange.Engine;

namespace Exchange.Simulation;

/// <summary>The part of a random stream that deals with collateral: a dollar-like asset and a coin, their prices and rules, withdrawals, conversions.</summary>
internal sealed class RandomBanker(Venue venue, Random random)
{
    public static readonly AssetId Dollar = new(2);
    public static readonly AssetId Coin = new(3);

    private int _references;

    /// <summary>After USDT and <see cref="Dollar"/> have been registered.</summary>
    public void SetUp()
    {
        venue.Send(new RegisterAsset { Code = Symbol.Parse("COIN"), Decimals = 8 });
        foreach (var asset in (AssetId[])[Dollar, Coin])
        {
            var rules = new AssetPriceRules { SourceCount = 4, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(100_000_000) };
            for (var i = 0; i < rules.SourceCount; i++)
            {
                rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = i + 1, StaleAfter = 120_000_000, MaxConfidence = new Rate(10_000_000) };
            }

            venue.Send(new SetAssetPriceRules { Asset = asset, Rules = rules });
        }

        Report();
        Change(Dollar, Rules(Dollar));
        Change(Coin, Rules(Coin));
        Change(AssetList.Valuation, new CollateralRules { DepositCap = new Money(Bounds.MaxSupply), DebtLimit = new Money(10_000) });
        for (var asset = 1; asset <= 3; asset++)
        {
            venue.Send(new CreditAccount { Account = AccountId.InsuranceFund, Asset = new AssetId(asset), Amount = new Money(5_000_000), Reference = Text64.Parse($"fund-{asset}") });
        }
    }

    private void Change(AssetId asset, in CollateralRules rules)
    {
        var outcome = venue.Send(new ProposeParameters
        {
            Rules = ParameterKind.Collateral, Subject = asset.Value, Wanted = RulesPayload.Of(rules), Author = Text64.Parse("olga"), Reason = Text64.Parse("random"),
        });
        venue.Send(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") });
    }

    public void Step(IReadOnlyList<AccountId> accounts)
    {
        Report();
        var account = accounts[random.Next(accounts.Count)];
        switch (random.Next(7))
        {
            case < 3:
                venue.Send(new RequestWithdrawal
                {
                    Account = account, Asset = new AssetId(random.Next(1, 5)), Amount = new Money(random.Next(0, 30_000_000)),
                    Destination = Text64.Parse("elsewhere"), Reference = Text64.Parse($"w{(random.Next(4) == 0 ? random.Next(_references + 1) : ++_references)}"),
                });
                break;
            case < 6:
                venue.Send(new DecideWithdrawal
                {
                    Withdrawal = new WithdrawalId(random.Next(0, venue.Machine.State.Withdrawals.Count + 2)),
                    Decision = (WithdrawalStatus)random.Next(1, 4),
                });
                break;
            default:
                Change(new AssetId(random.Next(1, 5)), Rules(random.Next(2) == 0 ? Dollar : Coin));
                break;
        }

        foreach (var each in accounts)
        {
            venue.Send(new ConvertCollateral { Account = each });
        }
    }

    /// <summary>Each source of each asset, of which one in ten reports is far off, and one in twenty of another source or age.</summary>
    public void Report()
    {
        for (var source = 0; source < 4; source++)
        {
            Report(Dollar, source, 1_000_000_000);
            Report(Coin, source, 1_000_000_000_000);
        }
    }

    private void Report(AssetId asset, int source, long price)
    {
        price += price / 1_000 * random.Next(-30, 31);
        venue.Send(new ReportAssetPrice
        {
            Asset = asset,
            Source = random.Next(20) == 0 ? 9 : source,
            Price = new AssetPrice(random.Next(20) == 0 ? price / 2 : price),
            SourceTime = new Timestamp(venue.Now - random.Next(0, 3_000_000)),
        });
    }

    private CollateralRules Rules(AssetId asset)
    {
        var rules = new CollateralRules
        {
            TierCount = 2,
            DepositCap = new Money(asset == Dollar ? 900_000_000 : 90_000_000),
            ConversionPenalty = new Rate(20_000_000),
            DebtLimit = new Money(random.Next(3) * 100),
        };
        rules.Tiers[0] = new CollateralTier(new Money(0), new Rate(random.Next(600_000_000, 950_000_001)));
        rules.Tiers[1] = new CollateralTier(new Money(asset == Dollar ? 30_000_000 : 3_000_000), new Rate(random.Next(0, 600_000_000)));
        return rules;
    }
}
