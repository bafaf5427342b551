import { createHmac, randomUUID } from 'node:crypto';
import { reportCode } from '@sportello/contracts';
import { uuidV5 } from '@sportello/event-sourcing';
import type { RequestContext } from '@sportello/messaging';
import { canonicalJson } from '@sportello/service-kit';
import type { FastifyRequest } from 'fastify';
import { actorOf, metadataOf, type Caller } from '../caller/caller';
import { Problem } from '../problems/problem';

/** Namespace of the command ids (RFC 9562, section 5.5). Never change it: a retry across an upgrade must be the same command. */
const COMMAND_NAMESPACE = '5f0a3c52-7d0e-5b0c-9a56-3f6f4f1f2b7e';

/** Visible ASCII, as `Idempotency-Key` of the IETF draft: quoted there, bare in most clients. */
const KEY = /^[\x21-\x7e]{1,255}$/;
const SEPARATOR = '\n';

/** The caller's `Idempotency-Key`; without one (a person with curl) a random one, so that every request is its own. @throws Problem INVALID_REQUEST */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return randomUUID();
  if (typeof key !== 'string' || !KEY.test(key))
    throw Problem.field('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
  return key;
}

/** Who a key belongs to: the account of staff, else the contact in the body, else the client's address. */
export function principalOf(caller: Caller, contact?: string): string {
  if (caller.staff !== undefined) return `staff:${caller.staff.id}`;
  return contact === undefined ? `address:${caller.address}` : `contact:${contact}`;
}

/** Makes the identities of commands: deterministic, so that a retry is the same command on the same report. */
export class CommandIdentity {
  private readonly bodySecret: Buffer;
  private readonly commandSecret: Buffer;

  /** @param secret 32 bytes; the same for ever: codes and retries depend on it */
  constructor(private readonly secret: Buffer) {
    // The uses of one secret must not be able to answer for each other.
    this.bodySecret = createHmac('sha256', secret).update('request body').digest();
    this.commandSecret = createHmac('sha256', secret).update('command id').digest();
  }

  /** The code of the report that this submission is. */
  code(municipalityId: string, principal: string, key: string): string {
    const name = [municipalityId, principal, key].join(SEPARATOR);
    return reportCode(createHmac('sha256', this.secret).update(name).digest());
  }

  /** The context of a command. */
  context(
    request: FastifyRequest,
    caller: Caller,
    identity: { readonly principal: string; readonly key: string },
  ): RequestContext {
    const path = request.url.split('?', 1)[0] ?? '';
    const { principal, key } = identity;
    const commandId = this.commandId([caller.municipality.id, principal, request.method, path, key]);
    const bodyHmac = hmac(this.bodySecret, canonicalJson(request.body ?? {}));
    return { actor: actorOf(caller), metadata: { ...metadataOf(caller), causationId: commandId, commandId, bodyHmac } };
  }

  /** The id of what this upload brings: that of a retry, and nobody can guess it. */
  uploadId(caller: Caller, key: string): string {
    return this.commandId([caller.municipality.id, principalOf(caller), 'upload', key]);
  }

  /** Of something that this request makes: the id of a retry, and what tells a retry from another request with the same key. */
  madeOnce(
    caller: Caller,
    what: 'account' | 'follow' | 'my-reports' | 'response-template',
    { key, body }: { readonly key: string; readonly body: object },
  ): { readonly id: string; readonly requestHmac: string } {
    const id = this.commandId([caller.municipality.id, principalOf(caller), what, key]);
    return { id, requestHmac: hmac(this.bodySecret, canonicalJson(body)) };
  }

  /** Keyed: the id stays in the log for ever, and the principal may be an e-mail address that could be guessed from a bare hash. */
  private commandId(names: readonly string[]): string {
    return uuidV5(COMMAND_NAMESPACE, hmac(this.commandSecret, names.join(SEPARATOR)));
  }
}

function hmac(secret: Buffer, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
