import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { problemsOfBoundary } from './boundary-check';
import { Effort } from './effort';
import type { Area, Boundary, Municipality } from './municipality';
import { boundarySchema, municipalitySchema } from './municipality.schema';
import { problemsOfRules } from './rules-check';
import { lineInYaml, type FilePath } from './yaml-lines';

/** No honest file comes near it; one that does would be read into memory whole. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** YAML aliases can multiply a small text into gigabytes. */
const MAX_ALIASES = 100;
/** Comparisons of sides, in the boundary and all areas together. The most detailed outline of a Comune needs a fifth, and the process waits meanwhile. */
export const MAX_COMPARISONS = 5_000_000;

/** Something wrong in a municipality's file. `line` counts from 1; 0 when no line is to blame. */
export interface MunicipalityFileProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** Municipality files cannot be used. The message has one line per problem: `file:line: reason`. */
export class MunicipalityFileError extends Error {
  override readonly name = 'MunicipalityFileError';
  constructor(readonly problems: readonly MunicipalityFileProblem[]) {
    super(problems.map(({ file, line, reason }) => `${file}${line > 0 ? `:${line}` : ''}: ${reason}`).join('\n'));
  }
}

/** A municipality and where things stand in its file. */
export interface MunicipalityFile {
  readonly municipality: Municipality;
  readonly file: string;
  readonly lineOf: (path: FilePath) => number;
}

type AsWritten = Omit<Municipality, 'boundary' | 'rulesVersion'> & {
  readonly boundary?: Boundary;
  readonly boundaryFile?: string;
};
interface Problem {
  readonly path: FilePath;
  readonly reason: string;
}

const ajv = addFormats(new Ajv({ allErrors: true }), ['date', 'email', 'uri', 'hostname']);
const isAsWritten = ajv.compile<AsWritten>(municipalitySchema);
const isBoundary = ajv.compile<Boundary>(boundarySchema);

/**
 * Reads one municipality's file and, where it names one, its boundary file beside it.
 * @throws MunicipalityFileError with everything that is wrong in it
 */
export async function readMunicipalityFile(path: string): Promise<MunicipalityFile> {
  const file = basename(path);
  const text = await readText(path, (reason) => new MunicipalityFileError([{ file, line: 0, reason }]));
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (at: FilePath): number => lineInYaml(document, lines, at);
  const wrong = (problems: readonly Problem[]): MunicipalityFileError =>
    new MunicipalityFileError(problems.map(({ path: at, reason }) => ({ file, line: lineOf(at), reason })));

  if (document.errors.length > 0) {
    throw new MunicipalityFileError(
      document.errors.map(({ pos, message }) => ({ file, line: lines.linePos(pos[0]).line, reason: message })),
    );
  }
  const written = valueOf(document, (reason) => new MunicipalityFileError([{ file, line: 0, reason }]));
  if (!isAsWritten(written)) throw wrong(problemsOfSchema(isAsWritten.errors ?? []));

  const { boundaryFile, boundary: inline, ...described } = written;
  const boundaryText =
    boundaryFile === undefined
      ? ''
      : await readText(join(dirname(path), boundaryFile), (reason) => wrong([{ path: ['boundaryFile'], reason }]));
  const effort = new Effort(MAX_COMPARISONS);
  const { boundary, problems: boundaryProblems } = inline
    ? checkInline(inline, effort)
    : checkFile(boundaryText, effort);
  const ofAreas = problemsOfAreas(described.areas ?? [], effort);
  const problems = [...problemsOfRules(described), ...boundaryProblems, ...ofAreas];
  if (problems.length > 0 || !boundary) throw wrong(problems);

  const rulesVersion = createHash('sha256').update(text).update('\0').update(boundaryText).digest('hex').slice(0, 12);
  return { municipality: { ...described, boundary, rulesVersion }, file, lineOf };
}

async function readText(path: string, wrong: (reason: string) => MunicipalityFileError): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES)
      throw wrong(`${basename(path)} is larger than ${MAX_FILE_BYTES} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof MunicipalityFileError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
    throw wrong(`${basename(path)} cannot be read (${code})`);
  }
}

function valueOf(document: Document.Parsed, wrong: (reason: string) => MunicipalityFileError): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) throw wrong(error.message);
    throw error;
  }
}

interface CheckedBoundary {
  readonly boundary?: Boundary;
  readonly problems: readonly Problem[];
}

function checkInline(boundary: Boundary, effort: Effort): CheckedBoundary {
  const problems = problemsOfBoundary(boundary, effort).map(({ path, reason }) => ({
    path: ['boundary', ...path],
    reason,
  }));
  return { boundary, problems };
}

/** Outlines of areas that are wrong, by where they stand in the file. */
export function problemsOfAreas(areas: readonly Area[], effort: Effort): readonly Problem[] {
  return areas.flatMap(({ boundary }, index) =>
    problemsOfBoundary(boundary, effort).map(({ path, reason }) => ({
      path: ['areas', index, 'boundary', ...path],
      reason,
    })),
  );
}

/** The geometry of a GeoJSON geometry or feature. Its problems are told at the line that names the file. */
function checkFile(text: string, effort: Effort): CheckedBoundary {
  const path = ['boundaryFile'];
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { problems: [{ path, reason: 'the boundary file is not JSON' }] };
  }
  const geometry: unknown =
    typeof content === 'object' && content !== null && 'geometry' in content ? content.geometry : content;
  if (!isBoundary(geometry)) {
    return { problems: [{ path, reason: 'the boundary file holds no GeoJSON Polygon or MultiPolygon' }] };
  }
  const problems = problemsOfBoundary(geometry, effort).map((problem) => ({
    path,
    reason: `in the boundary file, at ${problem.path.join('/')}: ${problem.reason}`,
  }));
  return { boundary: { type: geometry.type, coordinates: geometry.coordinates } as Boundary, problems };
}

function problemsOfSchema(errors: readonly ErrorObject[]): Problem[] {
  // `if` only repeats what its branches say
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, keyword, message = 'is wrong', params }) => {
      const path = instancePath.split('/').slice(1).map(stepOf);
      const where = path.length > 0 ? `${path.join('.')} ` : '';
      if (keyword === 'additionalProperties') {
        const name = String(params['additionalProperty']);
        return { path: [...path, name], reason: `${where}must not have the property ${name}` };
      }
      if (keyword === 'oneOf') return { path, reason: 'must have either boundary or boundaryFile' };
      if (keyword === 'enum') return { path, reason: `${where}must be one of ${String(params['allowedValues'])}` };
      return { path, reason: `${where}${message}` };
    });
}

/** One step of a JSON pointer (RFC 6901). */
function stepOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~');
}
