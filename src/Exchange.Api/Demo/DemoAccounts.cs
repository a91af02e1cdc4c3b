using System.Text.Json;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>The demo's accounts, by label; opened and funded with test money if they are not there, and the visitors' keys in a file.</summary>
internal sealed class DemoAccounts(IExchange exchange, KeyRing keys, HostSettings settings)
{
    public const int Makers = 2;
    public const int Takers = 4;
    private const int Visitors = 3;
    private static readonly Text64 Author = Text64.Parse("system:demo");
    private readonly Dictionary<string, AccountId> _byLabel = new(StringComparer.Ordinal);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        FindExisting();
        for (var i = 1; i <= Makers; i++)
        {
            await OpenAsync($"demo:maker-{i}", amount: 20_000_000, cancellationToken);
        }

        for (var i = 1; i <= Takers; i++)
        {
            await OpenAsync($"demo:taker-{i}", amount: 1_000_000, cancellationToken);
        }

        var visitors = Enumerable.Range(1, Visitors).Select(i => $"demo:visitor-{i}").ToList();
        foreach (var visitor in visitors)
        {
            await OpenAsync(visitor, amount: 100_000, cancellationToken);
        }

        if (!File.Exists(settings.DemoKeysPath))
        {
            await IssueAsync(visitors, cancellationToken);
        }
    }

    public AccountId this[string label] => _byLabel[label];

    private void FindExisting()
    {
        const int page = 1000;
        for (var after = default(AccountId); ;)
        {
            var accounts = exchange.Views.Accounts(after, page);
            foreach (var account in accounts)
            {
                _byLabel.TryAdd(account.Label, account.Id);
            }

            if (accounts.Count < page)
            {
                return;
            }

            after = accounts[^1].Id;
        }
    }

    private async Task OpenAsync(string label, long amount, CancellationToken cancellationToken)
    {
        if (!_byLabel.TryGetValue(label, out var account))
        {
            var outcome = await exchange.SubmitAsync(new OpenAccount { Label = Text64.Parse(label), Author = Author }, cancellationToken);
            account = new AccountId(outcome.Entity);
            _byLabel.Add(label, account);
        }

        // Done once: the reference says so, however often the demo starts.
        var asset = exchange.Views.FindAsset(InitialMarkets.Settlement)!;
        await exchange.SubmitAsync(
            new CreditAccount { Account = account, Asset = asset.Id, Amount = new Money(amount * 1_000_000), Reference = Text64.Parse(label), Author = Author },
            cancellationToken);
    }

    private async Task IssueAsync(List<string> labels, CancellationToken cancellationToken)
    {
        var issued = new List<object>();
        foreach (var label in labels)
        {
            var key = await keys.CreateAsync(_byLabel[label], label, Scopes.Read | Scopes.Trade, ipAllowList: [], expiresAt: null, cancellationToken);
            issued.Add(new { Label = label, key.Record.KeyId, key.Secret, AccountId = _byLabel[label].ToString() });
        }

        PrivateFile.Write(settings.DemoKeysPath, JsonSerializer.Serialize(new { Keys = issued }, JsonSerializerOptions.Web));
    }
}
