namespace Exchange.Api;

/// <summary>Every address of the native API.</summary>
internal static class Resources
{
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        GetVenue.Map(routes);
        ListMarkets.Map(routes);
        GetMarket.Map(routes);
        GetBook.Map(routes);
        ListTrades.Map(routes);
        GetMarketState.Map(routes);
        ListStateHistory.Map(routes);

        PlaceOrderRequest.Map(routes);
        PreviewOrderRequest.Map(routes);
        AmendOrderRequest.Map(routes);
        CancelOrderRequest.Map(routes);
        CancelAllRequest.Map(routes);
        BatchRequest.Map(routes);
        FindOrderQuery.Map(routes);
        OpenOrdersQuery.Map(routes);
        OrderHistoryQuery.Map(routes);

        GetIndex.Map(routes);
        ReportPriceRequest.Map(routes);
        GetAccount.Map(routes);
        ListBalances.Map(routes);
        ListPositions.Map(routes);
        ListMargins.Map(routes);
        GetRisk.Map(routes);
        ChooseLeverage.Map(routes);
        ChooseMarginMode.Map(routes);
        ChangeIsolatedMargin.Map(routes);
        ListFills.Map(routes);
        ListLedger.Map(routes);

        ListAssets.Map(routes);
        ReportAssetPriceRequest.Map(routes);
        AskWithdrawal.Map(routes);
        ListWithdrawals.Map(routes);

        DecideOnWithdrawal.Map(routes);
        ChangeCollateral.Map(routes);
        ChangeAssetPrices.Map(routes);
        RegisterAssetRequest.Map(routes);
        CreateMarketRequest.Map(routes);
        ChangeParametersRequest.Map(routes);
        ListParameterHistory.Map(routes);
        ChangeMarketState.Map(routes);
        ChangeBreakerRules.Map(routes);
        ChangePriceRules.Map(routes);
        ChangeFundingRules.Map(routes);
        GetFunding.Map(routes);
        ListFundingRates.Map(routes);
        ListFundingPayments.Map(routes);
        ExplainFunding.Map(routes);
        ChangeVenueRules.Map(routes);
        ListProposals.Map(routes);
        ApproveProposal.Map(routes);
        WithdrawProposalRequest.Map(routes);
        ListParametersInEffect.Map(routes);
        PreviewParameters.Map(routes);
        ListLiquidations.Map(routes);
        ExplainLiquidation.Map(routes);
        ListFeeds.Map(routes);
        OpenAccountRequest.Map(routes);
        ListAccounts.Map(routes);
        GetAnyAccount.Map(routes);
        MoveFunds.Map(routes);
        CreateKey.Map(routes);
        ListKeys.Map(routes);
        RevokeKey.Map(routes);
        CancelAllOfAccount.Map(routes);
        ListAudit.Map(routes);
        AcknowledgeQuarantine.Map(routes);
    }
}
