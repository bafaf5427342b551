import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly envelopeTo: string;
  readonly raw: string;
  readonly parsed: Email;
}

/** A mail server that keeps what it accepts, behind a line that a test can cut. */
export class SmtpSink {
  readonly received: ReceivedMail[] = [];
  /** What to answer to RCPT TO, by address: an SMTP code, taken once from the front. */
  readonly answers = new Map<string, number[]>();
  /** Cut the line after the message was taken and before that is said, this many times. */
  cutsAfterData = 0;
  private server: SMTPServer | undefined;
  private serverPort = 0;
  private readonly line = createServer((client) => this.relay(client));
  private readonly sockets = new Set<Socket>();

  get url(): string {
    return `smtp://127.0.0.1:${(this.line.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    await this.comeBack();
    this.line.listen(0, '127.0.0.1');
    await once(this.line, 'listening');
  }

  async close(): Promise<void> {
    await this.goDown();
    await new Promise((resolve) => this.line.close(resolve));
  }

  /** Nobody is let through any more. The port stays ours: given back, another could have it before we listen again. */
  async goDown(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async comeBack(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onRcptTo: ({ address }, _session, answer) => {
        const code = this.answers.get(address)?.shift();
        answer(code === undefined ? null : Object.assign(new Error(`no <${address}> here`), { responseCode: code }));
      },
      onData: (stream, session, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks).toString();
          const envelopeTo = session.envelope.rcptTo.map(({ address }) => address).join();
          PostalMime.parse(raw).then(
            (parsed) => {
              this.received.push({ envelopeTo, raw, parsed });
              answer(null);
            },
            (error: unknown) => answer(error instanceof Error ? error : new Error('Not a mail')),
          );
        });
      },
    });
    server.on('error', () => undefined);
    const inner = server.listen(0, '127.0.0.1');
    await once(inner, 'listening');
    this.serverPort = (inner.address() as AddressInfo).port;
    this.server = server;
  }

  messageIds(): string[] {
    return this.received.map(({ parsed }) => parsed.messageId ?? '');
  }

  private relay(client: Socket): void {
    if (!this.server) {
      client.destroy();
      return;
    }
    const server = connect(this.serverPort, '127.0.0.1');
    let data = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => {
      const text = chunk.toString();
      if (data && text.startsWith('250') && this.cutsAfterData > 0) {
        this.cutsAfterData -= 1;
        client.destroy();
        return;
      }
      data = text.includes('354 ');
      client.write(chunk);
    });
  }
}
