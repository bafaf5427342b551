import { join } from 'node:path';
import { DiskStore } from './disk-store';
import { S3Store, type S3Place } from './s3-store';
import type { AttachmentStore } from './attachment-store';

/** Where files lie when nothing is said: below the data directory. */
export function attachmentsFolder(dataDir: string): string {
  return join(dataDir, 'attachments');
}

/** The store that `ATTACHMENTS_URL` names, else a folder. */
export function openStore(dataDir: string, url: string | undefined): AttachmentStore {
  return url === undefined ? new DiskStore(attachmentsFolder(dataDir)) : new S3Store(placeOf(url));
}

/** `s3://ACCESS:SECRET@host[:port]/bucket[/prefix]?region=...`; `s3+http://` for a store without TLS. @throws Error that does not repeat it: it holds a secret */
export function placeOf(url: string): S3Place {
  const { protocol, host, username, password, pathname, searchParams } = new URL(url);
  const [bucket = '', ...prefix] = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  if (bucket === '' || username === '' || password === '')
    throw new Error('ATTACHMENTS_URL must be s3://ACCESS_KEY:SECRET_KEY@host/bucket?region=name');
  return {
    endpoint: new URL(`${protocol === 's3+http:' ? 'http' : 'https'}://${host}`),
    bucket,
    prefix: prefix.length === 0 ? '' : `${prefix.join('/')}/`,
    accessKey: decodeURIComponent(username),
    secretKey: decodeURIComponent(password),
    region: searchParams.get('region') ?? 'us-east-1',
  };
}
