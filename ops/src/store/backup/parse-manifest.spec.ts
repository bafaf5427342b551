import { BACKUP_FORMAT, fileOf, PRIMARY_TABLES, type Manifest } from './manifest';
import { parseManifest } from './parse-manifest';

const DIGEST = 'ab'.repeat(32);
const manifest: Manifest = {
  format: BACKUP_FORMAT,
  id: '0b8a4c1e-7b0e-4f0c-9f5e-2f6f0d7c1a11',
  kind: 'live',
  startedAt: '2026-03-02T10:00:00.000Z',
  logId: 'log-1',
  municipalities: ['borgo-prova'],
  log: { file: 'log.jsonl.gz', lines: 300, sha256: DIGEST },
  tables: PRIMARY_TABLES.map((table) => ({ file: fileOf(table), lines: 1, sha256: DIGEST })),
  keys: [
    { file: 'keyring.keys.jsonl.gz', lines: 3, sha256: DIGEST },
    { file: 'master.key', sha256: DIGEST },
  ],
};
const parse = (changes: Readonly<Record<string, unknown>>): Manifest =>
  parseManifest(JSON.stringify({ ...manifest, ...changes }));

describe('The manifest of a backup', () => {
  it('is read as it was written, with keys or without, and without what this version does not know', () => {
    expect(parse({ written: 'by a later version' })).toEqual(manifest);
    expect(parse({ keys: undefined })).toEqual({ ...manifest, keys: undefined });
  });

  it.each([
    ['', 'not JSON'],
    ['[]', 'not a backup of the format'],
    ['null', 'not a backup of the format'],
    [JSON.stringify({ ...manifest, format: 'sportello-backup/2' }), 'not a backup of the format'],
  ])('is none: %s', (text, why) => {
    expect(() => parseManifest(text)).toThrow(why);
  });

  it.each<[string, unknown]>([
    ['id', undefined],
    ['id', 7],
    ['id', ''],
    ['kind', 'test'],
    ['startedAt', 'yesterday'],
    ['logId', null],
    ['municipalities', 'borgo-prova'],
    ['municipalities', ['Borgo Prova']],
    ['log', undefined],
    ['log', { ...manifest.log, lines: -1 }],
    ['log', { ...manifest.log, lines: '300' }],
    ['log', { ...manifest.log, lines: undefined }],
    ['log', { ...manifest.log, sha256: 'ab' }],
    ['log', { ...manifest.log, file: '../log.jsonl.gz' }],
    ['log', { ...manifest.log, file: 'other.jsonl.gz' }],
    ['tables', {}],
    ['tables', [null]],
    ['tables', [...manifest.tables, { file: '/etc/passwd', lines: 1, sha256: DIGEST }]],
    ['tables', manifest.tables.slice(1)],
    ['keys', 'master.key'],
    ['keys', [{ file: 'master.key' }]],
    ['keys', [{ file: 'keyring.keys.jsonl.gz', lines: -1, sha256: DIGEST }]],
  ])('is damaged when its %s is %j, and says so', (field, value) => {
    expect(() => parse({ [field]: value })).toThrow(`manifest.json is damaged or was changed: ${field}`);
  });
});
