import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { Problem } from '../problems/problem';
import { MAX_DOCUMENT_BYTES } from './kinds';

/** What the form around the largest file may add. */
const FORM_BYTES = 64 * 1024;
const MAX_BODY = MAX_DOCUMENT_BYTES + FORM_BYTES;

/**
 * The one file of a form (`multipart/form-data`, RFC 7578), handed on while it arrives; its name and the type that it claims to have are never read.
 * When `take` refuses, the rest of the form is let pass, so that the sender hears the answer.
 * @throws Problem
 */
export async function receiveFile<Taken>(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Readable,
  take: (file: Readable) => Promise<Taken>,
): Promise<Taken> {
  if (Number(headers['content-length'] ?? 0) > MAX_BODY) throw new Problem('FILE_TOO_LARGE');
  const form = formOf(headers as BusboyHeaders);
  let file: Readable | undefined;
  let taken: Promise<Taken> | undefined;
  let wrong: Problem | undefined;
  form.on('file', (field: string, stream: Readable) => {
    if (field !== 'file' || file !== undefined) {
      wrong = Problem.field(field === 'file' ? 'file' : 'form', 'must hold one file, in the field `file`');
      stream.on('error', () => undefined).resume();
      return;
    }
    file = detached(stream);
    taken = take(file);
    taken.catch(() => undefined);
  });
  form.on('filesLimit', () => (wrong = Problem.field('file', 'must be one file')));
  try {
    await pipeline(atMost(MAX_BODY, body), form);
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('MALFORMED_REQUEST', { cause: error });
    file?.destroy(problem);
    await taken?.catch(() => undefined);
    throw problem;
  }
  const outcome = await taken;
  if (wrong !== undefined) throw wrong;
  if (outcome === undefined) throw Problem.field('file', 'must hold a file');
  return outcome;
}

/** The form reads on only while its file is read: what `take` does not want any more runs dry here, without ending the form. */
function detached(stream: Readable): Readable {
  const through = new PassThrough();
  // Whoever reads it hears of it; when nobody reads any more, a form that breaks off must not end the process.
  through.on('error', () => undefined);
  stream.on('error', (error) => through.destroy(error));
  through.on('close', () => stream.unpipe(through).resume());
  return stream.pipe(through);
}

function formOf(headers: BusboyHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers,
      limits: { files: 1, fields: 5, fieldSize: 1000, parts: 8, headerPairs: 20, fileSize: MAX_DOCUMENT_BYTES + 1 },
    });
  } catch (error) {
    throw new Problem('MALFORMED_REQUEST', { cause: error });
  }
}

/** What comes, and no more of it than so many bytes. The body is not destroyed with what is refused: the connection is needed for the answer. */
function atMost(bytes: number, body: Readable): Readable {
  let seen = 0;
  const limited = new PassThrough({
    transform(piece: Buffer, _encoding, done) {
      seen += piece.length;
      done(seen > bytes ? new Problem('FILE_TOO_LARGE') : null, piece);
    },
  });
  body.once('close', () => {
    if (!body.readableEnded) limited.destroy(new Error('A body broke off'));
  });
  return body.pipe(limited);
}
