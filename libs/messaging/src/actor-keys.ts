import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PEERS, type Actor, type PeerName, type ServiceName } from '@sportello/contracts/words';
import { jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose';
import { isPeer, maySignFor, readActor } from './actor-claims';
import { BoundedMap } from './bounded-map';
import { ensureKeyFiles, privateKeyFile, publicKeyFile } from './key-files';

const LIFETIME_SECONDS = 60;
/** Clocks of two machines may differ by this. */
const TOLERANCE_SECONDS = 5;
const CACHED_TOKENS = 2_000;

/** Who asks, as a verified token says. */
export interface Sender {
  /** The peer that signed. */
  readonly service: PeerName;
  /** On whose behalf. */
  readonly actor: Actor;
}

/** A token that is forged, expired, meant for another service, or speaks for someone its signer may not speak for. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

interface Expiring<Value> {
  readonly value: Value;
  readonly until: number;
}

/**
 * A peer's signing key and everybody's public keys. Tokens are JWTs (RFC 7519) signed with Ed25519 (RFC 8037), valid for 60 s
 * and for one receiving service.
 */
export class ActorKeys {
  readonly #signed = new BoundedMap<string, Expiring<Promise<string>>>(CACHED_TOKENS);
  readonly #verified = new BoundedMap<string, Expiring<Sender>>(CACHED_TOKENS);

  private constructor(
    readonly service: PeerName,
    private readonly privateKey: KeyObject,
    private readonly publicKeys: ReadonlyMap<PeerName, KeyObject>,
  ) {}

  /** @throws Error that names the key file it could not read */
  static async load(dir: string, service: PeerName): Promise<ActorKeys> {
    const privateKey = createPrivateKey(await readFile(join(dir, privateKeyFile(service))));
    const publicKeys = await Promise.all(
      PEERS.map(async (name) => [name, createPublicKey(await readFile(join(dir, publicKeyFile(name))))] as const),
    );
    return new ActorKeys(service, privateKey, new Map(publicKeys));
  }

  /** Makes the key pairs that are missing, private ones readable by their owner only. Any number of processes may call it together. */
  static async ensure(dir: string): Promise<void> {
    await ensureKeyFiles(dir, PEERS);
  }

  /** A token for one receiving service; the same one again for half its life. @throws Error when this service may not speak for the actor */
  sign(actor: Actor, audience: ServiceName): Promise<string> {
    const key = `${audience} ${JSON.stringify(actor)}`;
    const cached = this.#signed.get(key);
    if (cached && cached.until > Date.now()) return cached.value;
    const value = this.#sign(actor, audience);
    this.#signed.set(key, { value, until: Date.now() + (LIFETIME_SECONDS * 1000) / 2 });
    return value;
  }

  async #sign(actor: Actor, audience: ServiceName): Promise<string> {
    if (!maySignFor(this.service, actor))
      throw new Error(`${this.service} may not speak for an actor of kind ${actor.kind}`);
    return new SignJWT({ actor })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.service })
      .setIssuer(this.service)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(this.privateKey);
  }

  /** @throws InvalidToken */
  async verify(token: string): Promise<Sender> {
    const known = this.#verified.get(token);
    if (known && known.until > Date.now()) return known.value;

    const { service, claim, expires } = await this.#check(token);
    const actor = readActor(claim);
    if (!actor || !maySignFor(service, actor)) throw new InvalidToken(`${service} may not speak for this actor`);
    const sender = { service, actor };
    this.#verified.set(token, { value: sender, until: (expires + TOLERANCE_SECONDS) * 1000 });
    return sender;
  }

  async #check(token: string): Promise<{ service: PeerName; claim: unknown; expires: number }> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, (header) => this.#keyOf(header), {
        algorithms: ['EdDSA'],
        audience: this.service,
        maxTokenAge: LIFETIME_SECONDS,
        clockTolerance: TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'iat'],
      });
      if (!isPeer(payload.iss) || payload.iss !== protectedHeader.kid) throw new InvalidToken('Signed by another');
      return { service: payload.iss, claim: payload['actor'], expires: payload.exp ?? 0 };
    } catch (error) {
      throw new InvalidToken('The token is not valid', { cause: error });
    }
  }

  #keyOf(header: JWTHeaderParameters): KeyObject {
    const key = isPeer(header.kid) ? this.publicKeys.get(header.kid) : undefined;
    if (!key) throw new InvalidToken('The token names no key of ours');
    return key;
  }
}
