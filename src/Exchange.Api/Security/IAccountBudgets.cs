namespace Exchange.Api;

/// <summary>How many requests an account may still make.</summary>
internal interface IAccountBudgets
{
    /// <summary>Takes operations off a budget of the caller's account, all of them or none, and tells the client in headers what is left.</summary>
    /// <exception cref="ApiProblemException">429 <c>rate_limited</c>: the budget does not suffice.</exception>
    void Charge(HttpContext context, BudgetKind budget, int operations);

    /// <summary>Takes one off the budget of the address from which a price report comes, before anything of it is read.</summary>
    /// <inheritdoc cref="Charge" path="/exception"/>
    void ChargeReportCaller(HttpContext context);

    /// <summary>Takes one off the budget of a source that has signed a report.</summary>
    /// <inheritdoc cref="Charge" path="/exception"/>
    void ChargeReporter(Exchange.Engine.MarketId market, int source);
}
