import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { signedHeaders } from '../store/s3-signature';

/** How the next answers go wrong. */
export type Trouble = 'none' | 'refuses' | 'silent' | 'breaks off';

/** A bucket in memory that speaks as Amazon S3 does, and takes nothing whose signature is not right. */
export class BucketServer {
  readonly objects = new Map<string, Buffer>();
  trouble: Trouble = 'none';

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly host: string,
  ) {}

  static async open(): Promise<BucketServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const bucket = new BucketServer(server, `127.0.0.1:${port}`);
    server.on('request', (request, response) => void bucket.answer(request, response).catch(() => response.destroy()));
    return bucket;
  }

  url(secret = 'a/secret+key', bucket = 'files'): string {
    return `s3+http://ACCESS:${encodeURIComponent(secret)}@${this.host}/${bucket}/sportello?region=eu-south-1`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request;
    if (this.trouble === 'silent') return;
    if (!this.isSigned(request) || this.trouble === 'refuses') return void response.writeHead(403).end('<Error/>');
    if (!path.startsWith('/files/')) return void response.writeHead(404).end('<Error/>');
    switch (method) {
      case 'PUT': {
        // Real ones refuse a body whose length is not said before.
        if (request.headers['content-length'] === undefined) return void response.writeHead(411).end();
        const content = await buffer(request);
        if (this.trouble === 'breaks off') return void response.destroy();
        this.objects.set(path, content);
        return void response.writeHead(200).end();
      }
      case 'GET': {
        const content = this.objects.get(path);
        if (content === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
        response.writeHead(200, { 'content-length': content.length });
        if (this.trouble !== 'breaks off') return void response.end(content);
        response.write(content.subarray(0, content.length / 2), () => response.destroy());
        return;
      }
      case 'DELETE':
        this.objects.delete(path);
        return void response.writeHead(204).end();
      default:
        return void response.writeHead(405).end();
    }
  }

  private isSigned({ method = '', url: path = '', headers }: IncomingMessage): boolean {
    const time = String(headers['x-amz-date']);
    const at = new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    const expected = signedHeaders(
      { method, host: this.host, path, at },
      { accessKey: 'ACCESS', secretKey: 'a/secret+key', region: 'eu-south-1' },
    );
    return headers.authorization === expected['authorization'];
  }
}
