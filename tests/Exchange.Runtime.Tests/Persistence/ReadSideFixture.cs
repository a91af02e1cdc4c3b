namespace Exchange.Runtime.Tests;

/// <summary>A database with what a random trader did.</summary>
public sealed class ReadSideFixture : ProjectionFixture, IAsyncDisposable
{
    private ProjectedVenue? _venue;

    internal ProjectedVenue Venue => _venue ?? throw new InvalidOperationException("The fixture is not initialized.");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _venue = new ProjectedVenue(ConnectionString, seed: 21);
        await _venue.Leader.LeadAsync();
        await _venue.WriteAndProjectAsync(rows: 30);
    }

    public override async Task DisposeAsync()
    {
        await ((IAsyncDisposable)this).DisposeAsync();
        await base.DisposeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => Venue.DisposeAsync();
}
