import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** Takes every mail and keeps it in memory: what a product that is no demonstration sends. */
export class MailServer {
  readonly received: Email[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<MailServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData: (stream, _session, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          PostalMime.parse(Buffer.concat(chunks)).then(
            (mail) => {
              mails.received.push(mail);
              answer(null);
            },
            (error: unknown) => answer(error instanceof Error ? error : new Error('Not a mail')),
          );
        });
      },
    });
    const mails = new MailServer(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return mails;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** Mails to this address, in the order they came. */
  to(address: string): readonly Email[] {
    return this.received.filter(({ to }) => to?.some((one) => one.address?.toLowerCase() === address.toLowerCase()));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
