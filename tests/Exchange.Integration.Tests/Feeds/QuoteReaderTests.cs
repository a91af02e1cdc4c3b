using System.Text;
using Exchange.Api;
using Exchange.Engine;
using Xunit;

namespace Exchange.Integration.Tests;

public class QuoteReaderTests
{
    private static readonly FeedSettings Settings = new()
    {
        Market = "M", Source = "S", PricePath = "/a/1/price~1", TimePath = "/t", ConfidencePath = "/c", TimeUnit = FeedTimeUnit.Seconds,
    };

    [Theory]
    [InlineData("""{"a":[0,{"price/":"1.5"}],"t":2.5,"c":0.25}""", "None")]
    [InlineData("""{"a":[0,{"price/":15e-1}],"t":"2.5","c":"0.25"}""", "None")]
    [InlineData("""{"a":[0,{"price/":"NaN"}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":"Infinity"}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":-1.5}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":0}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":1e400}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":"1,5"}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":null}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":true}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":[1]}],"t":2,"c":0}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":1}],"t":2,"c":-1}""", "PriceInvalid")]
    [InlineData("""{"a":[0,{"price/":1}],"t":0,"c":0}""", "TimeInvalid")]
    [InlineData("""{"a":[0,{"price/":1}],"t":1e20,"c":0}""", "TimeInvalid")]
    [InlineData("""{"a":[0,{"price/":1}],"t":"yesterday","c":0}""", "TimeInvalid")]
    [InlineData("""{"a":[0,{"price/":1}],"t":2}""", "FieldMissing")]
    [InlineData("""{"a":[0,{"price/":1}],"c":2}""", "FieldMissing")]
    [InlineData("""{"a":[{"price/":1}],"t":2,"c":0}""", "FieldMissing")]
    [InlineData("""{"a":{"price/":1},"t":2,"c":0}""", "FieldMissing")]
    [InlineData("[]", "FieldMissing")]
    [InlineData("7", "FieldMissing")]
    [InlineData("null", "FieldMissing")]
    [InlineData("""{"a":[0,{"price/":1,"price/":2}],"t":2,"c":0}""", "Malformed")]
    [InlineData("""{"a":[0,{"price/":"\ud800"}],"t":2,"c":0}""", "Malformed")]
    [InlineData("<html>", "Malformed")]
    [InlineData("", "Malformed")]
    public void Whatever_a_source_sends_is_a_quote_or_a_fault(string json, string fault)
    {
        Assert.Equal(fault, QuoteReader.Read(Encoding.UTF8.GetBytes(json), Settings, out var quote).ToString());
        Assert.Equal(fault == "None" ? new FeedQuote(1.5m, 0.25m, new Timestamp(2_500_000)) : default, quote);
    }

    [Fact]
    public void Deep_nesting_and_bytes_that_are_no_text_are_malformed()
    {
        Assert.Equal(FeedFault.Malformed, QuoteReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), Settings, out _));
        Assert.Equal(FeedFault.Malformed, QuoteReader.Read(new byte[] { 0xFF, 0xFE, 0 }, Settings, out _));
        Assert.Equal(FeedFault.Malformed, QuoteReader.Read("{\"a\":[0,{\"price/\":\"\u00FF\"}]"u8.ToArray(), Settings, out _));
    }

    [Theory]
    [InlineData("1700000000", "Seconds", 1_700_000_000_000_000)]
    [InlineData("1700000000.25", "Seconds", 1_700_000_000_250_000)]
    [InlineData("1700000000123", "Milliseconds", 1_700_000_000_123_000)]
    [InlineData("1700000000123456", "Microseconds", 1_700_000_000_123_456)]
    [InlineData("1700000000123456789", "Nanoseconds", 1_700_000_000_123_456)]
    [InlineData("2023-11-14T22:13:20.5Z", "Iso8601", 1_700_000_000_500_000)]
    [InlineData("2023-11-14T23:13:20.5+01:00", "Iso8601", 1_700_000_000_500_000)]
    public void Times_are_read_in_the_source_s_unit(string text, string unit, long microseconds)
    {
        Assert.True(QuoteReader.TryReadTime(text, Enum.Parse<FeedTimeUnit>(unit), out var time));
        Assert.Equal(microseconds, time.Microseconds);
    }
}
