import { readFileSync } from 'node:fs';
import type {
  ChannelCredentialOptions,
  Credentials,
  DNSClusterOptions,
  GossipClusterOptions,
  NodePreference,
  SingleNodeOptions,
} from '@eventstore/db-client';

/** What a client of EventStoreDB is made from. */
export interface ConnectionSettings {
  readonly server: DNSClusterOptions | GossipClusterOptions | SingleNodeOptions;
  readonly channel: ChannelCredentialOptions;
  readonly credentials: Credentials | undefined;
}

/** The URL of EventStoreDB cannot be read. The message never quotes it: it holds a password. */
export class InvalidEventStoreUrl extends Error {
  override readonly name = 'InvalidEventStoreUrl';
}

const DEFAULT_PORT = 2113;
/** In seconds. The client's own five are more than a call may take: one node that is silent would cost every call that asks it first. */
const GOSSIP_TIMEOUT = 2;
const URL_FORM = /^(esdb|esdb\+discover):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const HOST = /^([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?$/;
const NUMBERS = ['keepAliveInterval', 'keepAliveTimeout', 'discoveryInterval', 'gossipTimeout', 'maxDiscoverAttempts'];
const FILES = { tlsCAFile: 'rootCertificate', userCertFile: 'userCertFile', userKeyFile: 'userKeyFile' } as const;
const PREFERENCES: readonly NodePreference[] = ['leader', 'follower', 'random', 'read_only_replica'];

/**
 * `esdb://user:password@host:port,host:port?tls=true&tlsCAFile=...` or `esdb+discover://name:port`, as EventStoreDB's clients take it. The client's
 * own reader prints the whole text, password and all, when it meets a name it does not know; this one refuses such a name.
 * @throws InvalidEventStoreUrl
 */
export function parseConnectionUrl(url: string): ConnectionSettings {
  const [, scheme, account, hosts, query = ''] = URL_FORM.exec(url.trim()) ?? [];
  if (!scheme || !hosts) throw new InvalidEventStoreUrl('Not of the form esdb://user:password@host:port?tls=true');
  const endpoints = hosts.split(',').map(endpoint);
  const [first] = endpoints as [ReturnType<typeof endpoint>];
  const options = optionsOf(query);
  const cluster = scheme === 'esdb+discover' ? { discover: first } : endpoints.length > 1 ? { endpoints } : undefined;
  return {
    server: cluster
      ? { gossipTimeout: GOSSIP_TIMEOUT, ...options.server, ...cluster }
      : { ...options.server, endpoint: first },
    channel: options.channel,
    credentials: account === undefined ? undefined : credentials(account),
  };
}

function endpoint(text: string): { address: string; port: number } {
  const [, address, port = String(DEFAULT_PORT)] = HOST.exec(text.trim()) ?? [];
  if (!address || Number(port) > 65_535) throw new InvalidEventStoreUrl('A host is a name or an address, then :port');
  return { address, port: Number(port) };
}

/** The name ends at the first colon, so that a password may hold others. */
function credentials(account: string): Credentials {
  const colon = account.indexOf(':');
  if (colon < 1) throw new InvalidEventStoreUrl('An account is user:password, each percent-encoded');
  try {
    return {
      username: decodeURIComponent(account.slice(0, colon)),
      password: decodeURIComponent(account.slice(colon + 1)),
    };
  } catch {
    // The decoder's own message may quote the password.
    throw new InvalidEventStoreUrl('The account is not percent-encoded as it must be');
  }
}

interface Options {
  readonly server: Record<string, number | string>;
  readonly channel: ChannelCredentialOptions;
}

function optionsOf(query: string): Options {
  const server: Record<string, number | string> = {};
  const channel: ChannelCredentialOptions = { insecure: false };
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'tls') channel.insecure = !truth(name, value);
    else if (NUMBERS.includes(name)) server[name] = wholeNumber(name, value);
    else if (name === 'connectionName') server[name] = value;
    else if (name === 'nodePreference') server[name] = preference(value);
    else if (isFile(name)) channel[FILES[name]] = fileOf(name, value);
    // Behind a `?` in a password stands more of it: only what looks like an option is repeated.
    else throw new InvalidEventStoreUrl(`Unknown or unsupported option${/^[a-z]+$/i.test(name) ? `: ${name}` : ''}`);
  }
  if (Boolean(channel.userCertFile) !== Boolean(channel.userKeyFile)) {
    throw new InvalidEventStoreUrl('userCertFile and userKeyFile come together');
  }
  return { server, channel };
}

function truth(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw new InvalidEventStoreUrl(`${name} is true or false`);
  return value === 'true';
}

function wholeNumber(name: string, value: string): number {
  if (!/^-?\d{1,9}$/.test(value)) throw new InvalidEventStoreUrl(`${name} is a whole number`);
  return Number(value);
}

function preference(value: string): NodePreference {
  const known = PREFERENCES.find((each) => each.replaceAll('_', '') === value.toLowerCase().replaceAll('_', ''));
  if (!known) throw new InvalidEventStoreUrl('nodePreference is leader, follower, random or readOnlyReplica');
  return known;
}

function isFile(name: string): name is keyof typeof FILES {
  return Object.hasOwn(FILES, name);
}

function fileOf(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InvalidEventStoreUrl(`${name}: no such file, or it may not be read: ${path}`, { cause: error });
  }
}
