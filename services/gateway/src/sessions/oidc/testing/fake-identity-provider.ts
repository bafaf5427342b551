import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload, type KeyLike } from 'jose';

/** How it misbehaves; nothing of it: as a provider should. */
export interface Misbehaviour {
  /** Changes what the token says. */
  readonly claims?: (claims: JWTPayload) => JWTPayload;
  /** Who signs it: nobody; the public key as if it were a secret; a key that it never published; its key under another algorithm. */
  readonly signature?: 'none' | 'hs256-with-public-key' | 'unknown-key' | 'same-kid-other-key' | 'ps256';
  readonly token?: 'fails' | 'never-answers' | 'drips' | 'huge' | 'not-json' | 'without-id-token' | 'cut-off';
  readonly keys?: 'fail' | 'never-come' | 'are-no-json';
  /** Sent back instead of a code. */
  readonly error?: string;
  readonly discovery?: (document: Record<string, unknown>) => unknown;
  /** What `iss` it sends back (RFC 9207). */
  readonly iss?: string;
}

interface Granted {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly challenge: string;
}

interface Key {
  readonly kid: string;
  readonly publicKey: KeyLike;
  readonly privateKey: KeyLike;
}

/** An OpenID provider over real HTTP: discovery, keys, authorization with PKCE, token. It knows one person, and misbehaves on demand. */
export class FakeIdentityProvider {
  misbehaviour: Misbehaviour = {};
  /** Claims of whoever signs in. */
  person: JWTPayload = {};
  /** How often each of its addresses was asked. */
  readonly asked = new Map<string, number>();
  /** The parameters of the last authorization request. */
  authorization = new URLSearchParams();
  private readonly granted = new Map<string, Granted>();
  private readonly holding = new Set<ServerResponse>();

  private constructor(
    private readonly server: Server,
    readonly clientId: string,
    readonly clientSecret: string,
    private key: Key,
  ) {}

  static async start(clientId: string, clientSecret: string): Promise<FakeIdentityProvider> {
    const server = createServer();
    const provider = new FakeIdentityProvider(server, clientId, clientSecret, await newKey());
    server.on('request', (request, response) => {
      provider.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/realm`;
  }

  /** From now on it signs with a new key, and publishes that alone. */
  async rotateKeys(): Promise<void> {
    this.key = await newKey();
  }

  /** What a browser does there: follows our address and comes back with the address of the callback. */
  async visit(address: string): Promise<URL> {
    const answer = await fetch(address, { redirect: 'manual' });
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
    return new URL(location);
  }

  async close(): Promise<void> {
    for (const response of this.holding) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.issuer);
    const path = url.pathname.replace('/realm', '');
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    switch (path) {
      case '/.well-known/openid-configuration':
        return this.describe(response);
      case '/jwks':
        return this.publish(response);
      case '/authorize':
        return this.authorize(url.searchParams, response);
      case '/token':
        return this.token(request, response);
      default:
        return json(response, 404, { error: 'not_found' });
    }
  }

  private describe(response: ServerResponse): void {
    const { issuer } = this;
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
    const { discovery = () => document } = this.misbehaviour;
    json(response, 200, discovery(document));
  }

  private async publish(response: ServerResponse): Promise<void> {
    switch (this.misbehaviour.keys) {
      case undefined:
        return json(response, 200, { keys: [await this.published()] });
      case 'fail':
        return json(response, 500, { message: 'Mario Rossi' });
      case 'never-come':
        return this.hold(response);
      case 'are-no-json':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Mario Rossi</p>');
    }
  }

  private authorize(parameters: URLSearchParams, response: ServerResponse): void {
    this.authorization = parameters;
    const redirectUri = parameters.get('redirect_uri') ?? '';
    const challenge = parameters.get('code_challenge') ?? '';
    if (parameters.get('client_id') !== this.clientId || parameters.get('response_type') !== 'code')
      return json(response, 400, { error: 'unauthorized_client' });
    if (parameters.get('code_challenge_method') !== 'S256' || challenge.length !== 43)
      return json(response, 400, { error: 'invalid_request' });
    const back = new URL(redirectUri);
    const { error, iss = this.issuer } = this.misbehaviour;
    if (error === undefined) {
      const code = randomUUID();
      const nonce = parameters.get('nonce') ?? undefined;
      this.granted.set(code, { clientId: this.clientId, redirectUri, nonce, challenge });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', error);
      back.searchParams.set('error_description', 'Mario Rossi ha annullato');
    }
    back.searchParams.set('state', parameters.get('state') ?? '');
    back.searchParams.set('iss', iss);
    response.writeHead(302, { location: back.href }).end();
  }

  private async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    if (!this.isClient(request.headers.authorization)) return json(response, 401, { error: 'invalid_client' });
    const granted = this.granted.get(form.get('code') ?? '');
    this.granted.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (granted?.challenge !== challenge || form.get('redirect_uri') !== granted.redirectUri)
      return json(response, 400, { error: 'invalid_grant' });
    const answer = { access_token: randomUUID(), token_type: 'Bearer', id_token: await this.idToken(granted) };
    switch (this.misbehaviour.token) {
      case undefined:
        return json(response, 200, answer);
      case 'fails':
        return json(response, 500, { message: 'Mario Rossi' });
      case 'never-answers':
        return this.hold(response);
      case 'drips':
        response.writeHead(200, { 'content-type': 'application/json' });
        return this.drip(response);
      case 'huge':
        return json(response, 200, { ...answer, more: 'x'.repeat(8 * 1024 * 1024) });
      case 'not-json':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Mario Rossi</p>');
        return;
      case 'without-id-token':
        return json(response, 200, { ...answer, id_token: undefined });
      case 'cut-off':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"access');
        response.destroy();
    }
  }

  /** RFC 6749, section 2.3.1: id and secret are written as in a form before they are joined. */
  private isClient(authorization = ''): boolean {
    const [id, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64')
      .toString()
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    return id === this.clientId && secret === this.clientSecret;
  }

  /** A byte whenever the former has gone: never silent, never at an end. */
  private drip(response: ServerResponse): void {
    this.hold(response);
    const timer = setInterval(() => response.write(' '), 100);
    response.once('close', () => clearInterval(timer));
  }

  private hold(response: ServerResponse): void {
    this.holding.add(response);
    response.once('close', () => this.holding.delete(response));
  }

  private async idToken({ clientId, nonce }: Granted): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: this.issuer, aud: clientId, iat: now, exp: now + 300, nonce, ...this.person };
    const claims = this.misbehaviour.claims?.(usual) ?? usual;
    const { kid, privateKey, publicKey } = this.key;
    const signed = (key: KeyLike | Uint8Array, alg = 'RS256', name = kid): Promise<string> =>
      new SignJWT(claims).setProtectedHeader({ alg, kid: name }).sign(key);
    switch (this.misbehaviour.signature) {
      case 'none':
        return new UnsecuredJWT(claims).encode();
      case 'hs256-with-public-key':
        return signed(Buffer.from(await exportSPKI(publicKey)), 'HS256');
      case 'unknown-key':
        return signed((await newKey()).privateKey, 'RS256', 'nobody-knows-it');
      case 'same-kid-other-key':
        return signed((await newKey()).privateKey);
      case 'ps256':
        return signed(privateKey, 'PS256');
      default:
        return signed(privateKey);
    }
  }

  private async published(): Promise<object> {
    return { ...(await exportJWK(this.key.publicKey)), kid: this.key.kid, use: 'sig' };
  }
}

async function newKey(): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid: randomUUID(), publicKey, privateKey };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
