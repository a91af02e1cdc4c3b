using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Orders with one member spoiled, for every door that orders come through: member, its JSON, the status of REST, the code of both.</summary>
public static class OrderMembers
{
    private const string Rows = """
        price                1e-30                                 400 invalid_price
        price                "1e-30"                               400 invalid_price
        price                "1e2"                                 400 invalid_price
        price                "99,5"                                400 invalid_price
        price                "1.000.5"                             400 invalid_price
        price                "-99.5"                               400 invalid_price
        price                "+99.5"                               400 invalid_price
        price                " 99.5"                               400 invalid_price
        price                "0"                                   400 invalid_price
        price                ""                                    400 invalid_price
        price                "."                                   400 invalid_price
        price                "99."                                 400 invalid_price
        price                "NaN"                                 400 invalid_price
        price                "Infinity"                            400 invalid_price
        price                "0x63"                                400 invalid_price
        price                "٩٩"                                  400 invalid_price
        price                "99.5\u0000"                          400 invalid_price
        price                "99.55"                               400 invalid_price
        price                "123456789012345678901234567890"      400 invalid_price
        price                "0.000000000000000000000000000001"    400 invalid_price
        price                99.5                                  400 invalid_price
        price                true                                  400 invalid_price
        price                []                                    400 invalid_price
        price                {"a":1}                               400 invalid_price
        price                "999999999999.0"                      422 price_invalid
        price                "80.0"                                422 price_outside_band
        quantity             "0.0005"                              400 invalid_quantity
        quantity             "1e-30"                               400 invalid_quantity
        quantity             "-1"                                  400 invalid_quantity
        quantity             "0"                                   400 invalid_quantity
        quantity             "1,5"                                 400 invalid_quantity
        quantity             "123456789012345678901234567890"      400 invalid_quantity
        quantity             1                                     400 invalid_quantity
        quantity             "1000.001"                            422 quantity_invalid
        quantity             "99999999999999.999"                  422 quantity_invalid
        quantity             "0.001"                               422 notional_too_small
        side                 99                                    400 invalid_side
        side                 "99"                                  400 invalid_side
        side                 "1"                                   400 invalid_side
        side                 "BUY"                                 400 invalid_side
        side                 ""                                    400 invalid_side
        side                 "buy\u0000"                           400 invalid_side
        type                 99                                    400 invalid_type
        type                 "stop"                                400 invalid_type
        timeInForce          99                                    400 invalid_time_in_force
        timeInForce          "GTC"                                 400 invalid_time_in_force
        selfTradePrevention  99                                    400 invalid_self_trade_prevention
        selfTradePrevention  "none"                                400 invalid_self_trade_prevention
        postOnly             "true"                                400 invalid_post_only
        postOnly             1                                     400 invalid_post_only
        reduceOnly           "no"                                  400 invalid_reduce_only
        reduceOnly           true                                  422 reduce_only_would_increase
        clientOrderId        "a\u0000b"                            400 invalid_client_order_id
        clientOrderId        ""                                    400 invalid_client_order_id
        clientOrderId        "a b"                                 400 invalid_client_order_id
        clientOrderId        "é"                                   400 invalid_client_order_id
        clientOrderId        "1234567890123456789012345678901234567" 400 invalid_client_order_id
        clientOrderId        12                                    400 invalid_client_order_id
        clientOrderId        "\ud800"                              400 malformed_json
        expiresAt            0                                     400 invalid_expires_at
        expiresAt            -1                                    400 invalid_expires_at
        expiresAt            1.5                                   400 invalid_expires_at
        expiresAt            1e30                                  400 invalid_expires_at
        expiresAt            "1"                                   400 invalid_expires_at
        expiresAt            99999999999999999999                  400 invalid_expires_at
        expiresAt            9000000000000000                      422 expiry_invalid
        maxSlippage          "1e-30"                               400 invalid_max_slippage
        maxSlippage          "-1"                                  400 invalid_max_slippage
        maxSlippage          "0.01"                                422 order_combination_invalid
        market               "NOPE-PERP"                           404 market_unknown
        market               "nope"                                400 invalid_market
        market               ""                                    400 invalid_market
        market               "A\u0000B"                            400 invalid_market
        market               "ABCDEFGHIJKLMNOPQRSTUVWXY"           400 invalid_market
        market               7                                     400 invalid_market
        account              "16"                                  400 unknown_field
        Price                "99.5"                                400 unknown_field
        pri\u0000ce          "99.5"                                400 unknown_field
        """;

    public static TheoryData<string, string, int, string> Table()
    {
        var table = new TheoryData<string, string, int, string>();
        foreach (var row in Rows.Split('\n'))
        {
            var words = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            table.Add(words[0], string.Join(' ', words[1..^2]), int.Parse(words[^2], CultureInfo.InvariantCulture), words[^1]);
        }

        return table;
    }

    /// <summary>A good order in a market but for one member.</summary>
    public static string Spoil(string market, string member, string json)
    {
        var members = new Dictionary<string, string>
        {
            ["market"] = JsonSerializer.Serialize(market),
            ["side"] = "\"buy\"",
            ["type"] = "\"limit\"",
            ["price"] = "\"99.5\"",
            ["quantity"] = "\"1.000\"",
            [member] = json,
        };
        return string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}"));
    }
}
