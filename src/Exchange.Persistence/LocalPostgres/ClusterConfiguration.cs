namespace Exchange.Persistence;

/// <summary>How a private cluster is configured. The file is rewritten at each start; the operator's own settings belong in <c>postgresql.conf</c> below the include.</summary>
internal static class ClusterConfiguration
{
    private const string FileName = "exchange.conf";

    /// <summary>Makes a new cluster read our settings, and accept only passwords over loopback. Gives the file of the settings.</summary>
    public static string Include(string cluster)
    {
        File.AppendAllText(Path.Combine(cluster, "postgresql.conf"), $"\ninclude '{FileName}'\n");
        File.WriteAllText(Path.Combine(cluster, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        var settings = Path.Combine(cluster, FileName);
        File.WriteAllText(settings, "");
        return settings;
    }

    public static void Write(string cluster, string sharedBuffers) => File.WriteAllText(Path.Combine(cluster, FileName), $"""
        # Written by the exchange at each start.
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        password_encryption = 'scram-sha-256'
        max_connections = 100

        # What was acknowledged is kept.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        shared_buffers = {sharedBuffers}
        max_wal_size = 2GB
        wal_compression = off
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9
        jit = off

        # A vanished client's session ends within seconds, and its locks with it.
        tcp_keepalives_idle = 2
        tcp_keepalives_interval = 1
        tcp_keepalives_count = 3
        client_connection_check_interval = {(OperatingSystem.IsLinux() ? "1s" : "0")}

        log_checkpoints = off
        timezone = 'UTC'
        log_timezone = 'UTC'

        """);
}
