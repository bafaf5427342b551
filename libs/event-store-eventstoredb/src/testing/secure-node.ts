import { mkdir, readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { eventually } from '@sportello/event-sourcing/testing';
import { makeCertificates, type Certificates } from './certificates';
import { ServerNode } from './server-node';

const ANSWER_MS = 10_000;
const READY_MS = 30_000;

/** One node of a real EventStoreDB with TLS and accounts, as deploy/eventstoredb sets up each of three. */
export class SecureNode {
  private constructor(
    private readonly node: ServerNode,
    readonly certificates: Certificates,
    private readonly adminPassword: string,
  ) {}

  static async start(executable: string, adminPassword: string): Promise<SecureNode> {
    const node = await ServerNode.place(executable);
    const authority = join(node.folder, 'authority');
    try {
      await mkdir(authority);
      const certificates = await makeCertificates(node.folder, authority);
      const passwords = {
        EVENTSTORE_DEFAULT_ADMIN_PASSWORD: adminPassword,
        EVENTSTORE_DEFAULT_OPS_PASSWORD: adminPassword,
      };
      node.start(
        [
          `--certificate-file=${certificates.certificate}`,
          `--certificate-private-key-file=${certificates.key}`,
          `--trusted-root-certificates-path=${authority}`,
        ],
        passwords,
      );
      await node.reach(['leader'], await readFile(certificates.authority));
      return new SecureNode(node, certificates, adminPassword);
    } catch (error) {
      await node.remove();
      throw error;
    }
  }

  /** @param host another name of it than the one in its certificate, if that is wanted */
  url(account: readonly [user: string, password: string] | undefined, host = '127.0.0.1'): string {
    const user = account ? `${account.map(encodeURIComponent).join(':')}@` : '';
    return `esdb://${user}${host}:${this.node.port}?tls=true`;
  }

  /** The same, and whom to believe. */
  trustedUrl(account: readonly [user: string, password: string] | undefined, host?: string): string {
    return `${this.url(account, host)}&tlsCAFile=${encodeURIComponent(this.certificates.authority)}`;
  }

  /** Makes an account that is in no group. The server takes no accounts until its own are made, soon after it leads. */
  async addAccount(loginName: string, password: string): Promise<void> {
    const account = { loginName, fullName: loginName, password, groups: [] };
    await eventually(
      () => this.#post('/users/', account),
      (status) => status === 201,
      READY_MS,
    );
  }

  stop(): Promise<void> {
    return this.node.remove();
  }

  async #post(path: string, body: object): Promise<number | undefined> {
    const ca = await readFile(this.certificates.authority);
    return new Promise((resolve, reject) => {
      const asked = request({
        ca,
        host: '127.0.0.1',
        port: this.node.port,
        path,
        method: 'POST',
        auth: `admin:${this.adminPassword}`,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      asked.once('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.once('error', reject);
      asked.end(JSON.stringify(body));
    });
  }
}
