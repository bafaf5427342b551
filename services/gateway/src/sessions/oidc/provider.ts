import type { Municipality, OidcProvider } from '@sportello/service-kit';
import { custom, Issuer, type Client, type HttpOptions } from 'openid-client';
import { boundedAgentFor, PROVIDER_DEADLINE_MS } from './bounded-agent';
import { ProviderUnavailable, reasonOf } from './provider-errors';

/** Providers change their addresses rarely, and their keys more often: those are asked for anew when one is unknown. */
const REMEMBERED_MS = 3_600_000;
/** Clocks are never quite the same. Seconds. */
export const CLOCK_TOLERANCE = 30;

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;

interface Remembered {
  readonly provider: OidcProvider;
  readonly client: Promise<Client>;
  readonly until: number;
}

const httpOptions = (url: URL): HttpOptions => ({ agent: boundedAgentFor(url), timeout: PROVIDER_DEADLINE_MS });
Issuer[custom.http_options] = httpOptions;

/** The clients of the Comuni at their providers: one for each, as its file is now. */
export class Providers {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly secretOf: (municipalityId: string) => Promise<string>,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws ProviderUnavailable when the provider does not answer, or not as one must */
  async clientOf({ id }: Pick<Municipality, 'id'>, provider: OidcProvider): Promise<Client> {
    const known = this.remembered.get(id);
    if (known !== undefined && known.until > this.now() && known.provider === provider) return known.client;
    const client = this.discover(id, provider);
    this.remembered.set(id, { provider, client, until: this.now() + REMEMBERED_MS });
    try {
      return await client;
    } catch (error) {
      if (this.remembered.get(id)?.client === client) this.remembered.delete(id);
      throw error;
    }
  }

  private async discover(municipalityId: string, provider: OidcProvider): Promise<Client> {
    try {
      const secret = await this.secretOf(municipalityId);
      const issuer = await Issuer.discover(provider.issuer);
      const wrong = problemOfMetadata(issuer, provider);
      if (wrong !== undefined) throw new Error(wrong);
      issuer[custom.http_options] = httpOptions;
      const client = new issuer.Client({
        client_id: provider.clientId,
        client_secret: secret,
        response_types: ['code'],
        // What the token must be signed with. One algorithm, with a public key: what the token itself claims decides nothing.
        id_token_signed_response_alg: provider.idTokenAlgorithm ?? 'RS256',
        token_endpoint_auth_method: authenticationOf(issuer),
      });
      client[custom.http_options] = httpOptions;
      client[custom.clock_tolerance] = CLOCK_TOLERANCE;
      return client;
    } catch (error) {
      throw new ProviderUnavailable(reasonOf(error));
    }
  }
}

/** An issuer over plain HTTP is only for this very machine. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** OpenID Connect Discovery 1.0, section 4.3: it must speak for itself, and lead to nowhere that can be listened to. */
function problemOfMetadata(issuer: Issuer, { issuer: expected }: OidcProvider): string | undefined {
  if (issuer.metadata.issuer !== expected)
    return 'The discovery document is of another issuer than the one in the municipality’s file';
  for (const name of ENDPOINTS) {
    const address: unknown = issuer.metadata[name];
    if (typeof address !== 'string' || !URL.canParse(address)) return `The discovery document has no ${name}`;
    const { protocol, hostname } = new URL(address);
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) return `${name} is not over HTTPS`;
  }
  return undefined;
}

function authenticationOf(issuer: Issuer): 'client_secret_basic' | 'client_secret_post' {
  const offered: unknown = issuer.metadata.token_endpoint_auth_methods_supported;
  return Array.isArray(offered) && offered.includes('client_secret_post') && !offered.includes('client_secret_basic')
    ? 'client_secret_post'
    : 'client_secret_basic';
}
