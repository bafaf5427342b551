import { createHash, createHmac } from 'node:crypto';

/** Who asks, and for which region. */
export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

export interface RequestToSign {
  readonly method: string;
  readonly host: string;
  /** As it is sent: percent-encoded once, without a query. */
  readonly path: string;
  readonly at: Date;
}

/** The body is ciphertext that is authenticated by itself, and is streamed: its digest is not known when the request begins. */
const PAYLOAD = 'UNSIGNED-PAYLOAD';
const SIGNED_HEADERS = 'host;x-amz-content-sha256;x-amz-date';

/** The headers that sign a request (AWS Signature Version 4). */
export function signedHeaders(
  { method, host, path, at }: RequestToSign,
  { accessKey, secretKey, region }: S3Credentials,
): Readonly<Record<string, string>> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const canonical = [
    method,
    path,
    '',
    `host:${host}`,
    `x-amz-content-sha256:${PAYLOAD}`,
    `x-amz-date:${time}`,
    '',
    SIGNED_HEADERS,
    PAYLOAD,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [time.slice(0, 8), region, 's3', 'aws4_request'].reduce<Buffer>(
    (before, part) => hmac(before, part),
    Buffer.from(`AWS4${secretKey}`),
  );
  const signature = hmac(key, toSign).toString('hex');
  return {
    'x-amz-content-sha256': PAYLOAD,
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`,
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
