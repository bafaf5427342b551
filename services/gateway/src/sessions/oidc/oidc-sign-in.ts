import type { Municipality, OidcProvider } from '@sportello/service-kit';
import { generators, type Client, type IdTokenClaims } from 'openid-client';
import type { Logger } from 'pino';
import { Problem } from '../../problems/problem';
import type { OpenedSession, Sessions } from '../sessions';
import { personOf, problemOfClaims } from './claims';
import type { Identities } from './identities';
import { isUnavailable, ProviderUnavailable, reasonOf, wordOf } from './provider-errors';
import type { Providers } from './provider';
import type { SignInsUnderWay, SignInUnderWay } from './sign-ins-under-way';

const DEFAULT_SCOPES = ['openid', 'email', 'profile'];

/** What the provider sent the browser back with. All of it is text that anybody may have written. */
export interface CameBack {
  readonly state?: string;
  readonly code?: string;
  readonly iss?: string;
  readonly error?: string;
}

export interface BegunSignIn {
  /** Where the browser goes now. */
  readonly address: string;
  /** What it must bring back, in a cookie. */
  readonly browser: string;
}

/** Sign-in through a Comune's OpenID provider: authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207). */
export class OidcSignIn {
  constructor(
    private readonly parts: {
      readonly providers: Providers;
      readonly underWay: SignInsUnderWay;
      readonly identities: Identities;
      readonly sessions: Sessions;
      readonly logger: Logger;
    },
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @throws Problem NOT_FOUND where the Comune has no provider; SIGN_IN_PROVIDER_UNAVAILABLE */
  async begin(municipality: Municipality, redirectUri: string, returnTo: string): Promise<BegunSignIn> {
    const provider = providerOf(municipality);
    const client = await this.clientOf(municipality, provider);
    const [state, nonce, codeVerifier] = [generators.state(), generators.nonce(), generators.codeVerifier()];
    const address = client.authorizationUrl({
      scope: (provider.scopes ?? DEFAULT_SCOPES).join(' '),
      redirect_uri: redirectUri,
      state,
      nonce,
      code_challenge: generators.codeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(provider.acrValues === undefined ? {} : { acr_values: provider.acrValues.join(' ') }),
    });
    const browser = await this.parts.underWay.begin(municipality.id, state, { nonce, codeVerifier, returnTo });
    return { address, browser };
  }

  /**
   * @param browser what `begin` gave the browser
   * @throws Problem SIGN_IN_FAILED when anything does not fit; SIGN_IN_NOT_ADMITTED; SIGN_IN_PROVIDER_UNAVAILABLE
   */
  async finish(
    municipality: Municipality,
    redirectUri: string,
    cameBack: CameBack,
    browser: string | undefined,
  ): Promise<{ readonly session: OpenedSession; readonly returnTo: string }> {
    const provider = providerOf(municipality);
    const { state } = cameBack;
    const begun =
      state === undefined || browser === undefined
        ? undefined
        : await this.parts.underWay.take(municipality.id, state, browser);
    if (state === undefined || begun === undefined) throw this.failed(municipality, 'state unknown or used');
    if (cameBack.error !== undefined)
      throw this.failed(municipality, `the provider sent back ${wordOf(cameBack.error)}`);
    const claims = await this.claimsOf(municipality, provider, redirectUri, { ...cameBack, state }, begun);
    const admission = await this.parts.identities.admit(municipality.id, personOf(claims, provider));
    if (!admission.admitted) {
      this.tell(municipality, admission.reason);
      throw new Problem('SIGN_IN_NOT_ADMITTED');
    }
    const owner = { municipalityId: municipality.id, accountId: admission.accountId };
    // A level that was asked for and confirmed is the provider's word for a second factor.
    const session = await this.parts.sessions.open(owner, { secondFactor: provider.acrValues !== undefined });
    return { session, returnTo: begun.returnTo };
  }

  private async claimsOf(
    municipality: Municipality,
    provider: OidcProvider,
    redirectUri: string,
    { state, code, iss }: CameBack & { readonly state: string },
    { nonce, codeVerifier }: SignInUnderWay,
  ): Promise<IdTokenClaims> {
    const client = await this.clientOf(municipality, provider);
    const sent = { state, ...(code === undefined ? {} : { code }), ...(iss === undefined ? {} : { iss }) };
    const checks = { state, nonce, code_verifier: codeVerifier, response_type: 'code' };
    let claims: IdTokenClaims;
    try {
      claims = (await client.callback(redirectUri, sent, checks)).claims();
    } catch (error) {
      throw isUnavailable(error)
        ? this.unavailable(municipality, reasonOf(error))
        : this.failed(municipality, reasonOf(error));
    }
    const wrong = problemOfClaims(claims, provider, this.now());
    if (wrong !== undefined) throw this.failed(municipality, wrong);
    return claims;
  }

  private async clientOf(municipality: Municipality, provider: OidcProvider): Promise<Client> {
    try {
      return await this.parts.providers.clientOf(municipality, provider);
    } catch (error) {
      if (error instanceof ProviderUnavailable) throw this.unavailable(municipality, error.message);
      throw error;
    }
  }

  private unavailable({ id }: Municipality, reason: string): Problem {
    this.parts.logger.warn({ municipality: id, reason }, 'The sign-in provider cannot be used');
    return new Problem('SIGN_IN_PROVIDER_UNAVAILABLE');
  }

  private failed(municipality: Municipality, reason: string): Problem {
    this.tell(municipality, reason);
    return new Problem('SIGN_IN_FAILED');
  }

  private tell({ id }: Municipality, reason: string): void {
    this.parts.logger.warn({ municipality: id, reason }, 'A sign-in through the provider was refused');
  }
}

function providerOf({ security }: Municipality): OidcProvider {
  if (security?.oidc === undefined) throw new Problem('NOT_FOUND');
  return security.oidc;
}
