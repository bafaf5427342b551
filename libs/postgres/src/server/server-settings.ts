import { totalmem } from 'node:os';

const MEGABYTE = 1024 * 1024;

/** For the bounded pools of four services, and the tools of operators beside them. */
const CONNECTIONS = 200;

/**
 * Settings of the server we start. Durability (fsync, full_page_writes, synchronous_commit) keeps its defaults: on.
 * @param connections at once, those of superusers among them
 */
export function serverSettings(port: number, connections = CONNECTIONS): Readonly<Record<string, string>> {
  const memory = totalmem() / MEGABYTE;
  const shared = Math.round(Math.min(512, Math.max(64, memory / 16)));
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: String(connections),
    shared_buffers: `${shared}MB`,
    effective_cache_size: `${Math.round(memory / 2)}MB`,
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    // Compiling a plan costs more than our short statements do.
    jit: 'off',
    // No values and no statements in the server's log: they may be somebody's.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
  };
}
