namespace Exchange.Api;

internal static class SecurityServices
{
    /// <summary>Keys, signatures, budgets.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, byte[] masterKey, RateLimits limits)
    {
        services.AddSingleton(new SecretProtector(masterKey));
        services.AddSingleton(limits);
        services.AddSingleton<KeyRing>();
        services.AddSingleton<ReplayGuard>();
        services.AddSingleton<AccountBudgets>();
        services.AddSingleton<IAccountBudgets>(provider => provider.GetRequiredService<AccountBudgets>());
        services.AddSingleton<IStreamAccess, KeyStreamAccess>();
        return services;
    }
}
