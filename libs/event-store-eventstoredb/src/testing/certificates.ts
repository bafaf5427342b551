import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OPENSSL_MS = 30_000;

/** Files of an authority, and of one node that it vouches for. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * An authority and a node's certificate of its own, for 127.0.0.1 alone and for a day, as EventStoreDB wants them: good for a server and for a client.
 * @param folder of the node's two files; the authority's go into `authority`, another one, which holds nothing else
 * @throws Error when there is no `openssl` on the PATH
 */
export async function makeCertificates(folder: string, authority: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const files = { authority: join(authority, 'ca.crt'), certificate: at('node.crt'), key: at('node.key') };
  const extensions = [
    'subjectAltName=IP:127.0.0.1',
    'keyUsage=critical,digitalSignature,keyEncipherment',
    'extendedKeyUsage=serverAuth,clientAuth',
  ];
  await writeFile(at('extensions'), extensions.join('\n'));
  const made = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...made,
    '-days',
    '1',
    '-subj',
    '/CN=Authority of a test',
    '-keyout',
    at('ca.key'),
    '-out',
    files.authority,
  );
  await openssl('req', ...made, '-subj', '/CN=eventstoredb-node', '-keyout', files.key, '-out', at('node.csr'));
  const signing = ['-CA', files.authority, '-CAkey', at('ca.key'), '-CAcreateserial', '-CAserial', at('ca.srl')];
  const signed = ['-days', '1', '-extfile', at('extensions'), '-out', files.certificate];
  await openssl('x509', '-req', '-in', at('node.csr'), ...signing, ...signed);
  return files;
}

async function openssl(...args: readonly string[]): Promise<void> {
  await run('openssl', [...args], { timeout: OPENSSL_MS });
}
