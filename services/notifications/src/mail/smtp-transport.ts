import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { OutgoingMail } from './outgoing-mail';
import type { SmtpProgress } from './smtp-error';

export interface SmtpTransportOptions {
  /** `smtp://` or `smtps://`, with credentials and nodemailer's options (`?requireTLS=true`) where needed. */
  readonly url: string;
  readonly connections: number;
  /** The longest that one message may take, connecting included. Milliseconds. */
  readonly sendTimeoutMs: number;
  /** Wait for the TCP connection, for the greeting and for each answer. Milliseconds. */
  readonly answerTimeoutMs: number;
}

export type SmtpResult =
  { readonly sent: true } | { readonly sent: false; readonly error: unknown; readonly progress: SmtpProgress };

/** A bounded pool of connections to the mail server. It never sends a message a second time of its own accord once bytes of it have left. */
export class SmtpTransport {
  private readonly transporter;
  private readonly streams = new Map<string, Readable>();

  constructor(private readonly options: SmtpTransportOptions) {
    this.transporter = createTransport({
      pool: true,
      url: options.url,
      maxConnections: options.connections,
      // Only a connection that the server dropped before the first byte is tried anew.
      maxRequeues: 1,
      idleTimeout: 30_000,
      connectionTimeout: options.answerTimeoutMs,
      greetingTimeout: options.answerTimeoutMs,
      socketTimeout: options.answerTimeoutMs,
      dnsTimeout: options.answerTimeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.transporter.use('stream', (mail, done) => {
      // The stream is made when the session stands and read when the server has asked for the data: that is how far a try came.
      const { message } = mail;
      const createReadStream = message.createReadStream.bind(message);
      message.createReadStream = (streamOptions) => {
        const stream = createReadStream(streamOptions);
        if (typeof mail.data.messageId === 'string') this.streams.set(mail.data.messageId, stream);
        return stream;
      };
      done();
    });
  }

  /** Never rejects. Two sends of one Message-ID must not overlap. */
  async send(mail: OutgoingMail): Promise<SmtpResult> {
    try {
      await this.transporter.sendMail({
        from: mail.from,
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        date: mail.date,
        headers: { ...mail.headers },
        signal: AbortSignal.timeout(this.options.sendTimeoutMs),
      });
      return { sent: true };
    } catch (error) {
      const stream = this.streams.get(mail.messageId);
      return {
        sent: false,
        error,
        progress: { session: stream !== undefined, dataBegun: stream?.readableDidRead ?? false },
      };
    } finally {
      this.streams.delete(mail.messageId);
    }
  }

  /** Cuts what is still under way. */
  close(): void {
    this.transporter.close({ force: true });
  }
}
