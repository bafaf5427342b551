import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertObjectName, StoredFileMissing, StoreUnavailable, type AttachmentStore } from './attachment-store';
import { signedHeaders, type S3Credentials } from './s3-signature';

export interface S3Place extends S3Credentials {
  /** Such as `https://s3.eu-south-1.amazonaws.com`. */
  readonly endpoint: URL;
  readonly bucket: string;
  /** What every name begins with: empty, or ending with a slash. */
  readonly prefix: string;
}

/** Milliseconds without a byte after which a call is given up. */
const IDLE_MS = 10_000;
/** Milliseconds that one call may take in all. */
const DEADLINE_MS = 60_000;

/** A bucket of Amazon S3 or of what speaks as it does (MinIO, Ceph, Garage), addressed by path. */
export class S3Store implements AttachmentStore {
  constructor(
    private readonly place: S3Place,
    private readonly deadlines: { readonly idleMs: number; readonly totalMs: number } = {
      idleMs: IDLE_MS,
      totalMs: DEADLINE_MS,
    },
  ) {}

  async put(name: string, content: Readable, bytes: number): Promise<void> {
    const answer = await this.ask('PUT', name, { content, bytes });
    answer.resume();
    if (answer.statusCode !== 200) throw unavailable('PUT', answer);
  }

  async open(name: string): Promise<Readable> {
    const answer = await this.ask('GET', name);
    if (answer.statusCode === 200) return answer;
    answer.resume();
    if (answer.statusCode === 404) throw new StoredFileMissing('A stored file is not there');
    throw unavailable('GET', answer);
  }

  async remove(name: string): Promise<void> {
    const answer = await this.ask('DELETE', name);
    answer.resume();
    if (![200, 204, 404].includes(answer.statusCode ?? 0)) throw unavailable('DELETE', answer);
  }

  private async ask(
    method: string,
    name: string,
    body?: { readonly content: Readable; readonly bytes: number },
  ): Promise<IncomingMessage> {
    assertObjectName(name);
    const { endpoint, bucket, prefix } = this.place;
    const path = `/${[bucket, ...`${prefix}${name}`.split('/')].map(encodeURIComponent).join('/')}`;
    const signed = signedHeaders({ method, host: endpoint.host, path, at: new Date() }, this.place);
    const call = (endpoint.protocol === 'https:' ? overHttps : overHttp)(new URL(path, endpoint), {
      method,
      headers: { ...signed, ...(body === undefined ? {} : { 'content-length': String(body.bytes) }) },
      signal: AbortSignal.timeout(this.deadlines.totalMs),
    });
    call.setTimeout(this.deadlines.idleMs, () => call.destroy(new Error('No byte in time')));
    try {
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        call.on('response', resolve).on('error', reject);
      });
      answered.catch(() => undefined);
      if (body === undefined) call.end();
      else await pipeline(body.content, counted(body.bytes), call);
      const answer = await answered;
      // Heard also after the headers: a body that stops coming must not end the process.
      answer.on('error', () => undefined);
      return answer;
    } catch (error) {
      call.destroy();
      throw error instanceof WrongLength
        ? error
        : new StoreUnavailable(`The store does not answer to ${method}`, { cause: error });
    }
  }
}

class WrongLength extends Error {}

/** Passes on what comes, and fails when it is not as much as was said. */
function counted(bytes: number): PassThrough {
  let seen = 0;
  return new PassThrough({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > bytes ? new WrongLength(`More than ${bytes} bytes`) : null, chunk);
    },
    flush(done) {
      done(seen === bytes ? null : new WrongLength(`The file came with ${seen} bytes instead of ${bytes}`));
    },
  });
}

/** Without what the store wrote: it may quote the name of a key. */
function unavailable(method: string, { statusCode }: IncomingMessage): StoreUnavailable {
  return new StoreUnavailable(
    `The store answered ${String(statusCode)} to ${method}. Look at its credentials, region, bucket and room.`,
  );
}
