using Exchange.Api;
using Exchange.Persistence;

try
{
    return await (Verbs.Find(args) ?? Server.RunAsync(args));
}
catch (Exception error) when (error is PostgresUnavailableException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"The exchange does not start: {error.Message}");
    return Exchange.Runtime.ExitCodes.Failed;
}
