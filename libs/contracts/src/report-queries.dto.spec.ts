import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';
import { FeedQuery, PublicReportsQuery, ReportPageQuery, UnsealQuery } from './report-queries.dto';

/** The top-level fields that are refused. */
function refused(type: ClassConstructor<object>, plain: object): string[] {
  const query = plainToInstance(type, plain);
  return validateSync(query, { whitelist: true, forbidNonWhitelisted: true }).map((error) => error.property);
}

const code = '00000000000';

describe('The queries of lists', () => {
  it('take numbers as an address bar writes them', () => {
    expect(plainToInstance(PublicReportsQuery, { page: '2', pageSize: '50' })).toMatchObject({ page: 2, pageSize: 50 });
    expect(refused(PublicReportsQuery, { page: '2', pageSize: '100' })).toEqual([]);
  });

  it.each([
    [{ page: '0' }, 'page'],
    [{ page: 'two' }, 'page'],
    [{ page: '1.5' }, 'page'],
    [{ page: ['1', '2'] }, 'page'],
    [{ pageSize: '101' }, 'pageSize'],
    [{ status: 'closed' }, 'status'],
    [{ status: ['resolved'] }, 'status'],
    [{ category: '../x' }, 'category'],
    [{ bbox: '13.8,41.4,13.9' }, 'bbox'],
    [{ bbox: '13.8,41.4,13.9,41.5,1' }, 'bbox'],
    [{ bbox: 'NaN,41.4,13.9,41.5' }, 'bbox'],
    [{ q: 'buca\u0000' }, 'q'],
    [{ q: 'a'.repeat(101) }, 'q'],
    [{ since: 'yesterday' }, 'since'],
    [{ asOf: '2024-13-01T00:00:00Z' }, 'asOf'],
    [{ sort: 'dueBy' }, 'sort'],
  ])('refuse %j', (query, field) => {
    expect(refused(PublicReportsQuery, query)).toEqual([field]);
  });
});

describe('The query of one report', () => {
  it('has a code, perhaps a token and a time', () => {
    expect(refused(ReportPageQuery, { code, reportToken: 'abc', asOf: '2024-02-29T10:00:00+01:00' })).toEqual([]);
    expect(refused(ReportPageQuery, { code: 'abc', reportToken: {}, asOf: 1 })).toEqual([
      'code',
      'reportToken',
      'asOf',
    ]);
  });
});

describe('The query of a feed', () => {
  const lastEvent = { stream: 'report-borgo_1', revision: 0, eventId: '6e0f5fb6-6c9e-4a3c-8f43-0d5c8e7b3b11' };
  const checkpoint = { logId: 'log', position: '01', lastEvent };

  it('begins at a checkpoint or at the beginning', () => {
    expect(refused(FeedQuery, { limit: 1 })).toEqual([]);
    expect(refused(FeedQuery, { limit: 1000, checkpoint })).toEqual([]);
    expect(refused(FeedQuery, { limit: 1, checkpoint: { logId: 'log', position: '' } })).toEqual([]);
  });

  it.each([
    [{ limit: 0 }, 'limit'],
    [{ limit: 1001 }, 'limit'],
    [{}, 'limit'],
    [{ limit: 1, checkpoint: 'log' }, 'checkpoint'],
    [{ limit: 1, checkpoint: [] }, 'checkpoint'],
    [{ limit: 1, checkpoint: {} }, 'checkpoint'],
    [{ limit: 1, checkpoint: { ...checkpoint, position: 1 } }, 'checkpoint'],
    [{ limit: 1, checkpoint: { ...checkpoint, lastEvent: [] } }, 'checkpoint'],
    [{ limit: 1, checkpoint: { ...checkpoint, lastEvent: { ...lastEvent, eventId: 'x' } } }, 'checkpoint'],
  ])('refuses %j', (query, field) => {
    expect(refused(FeedQuery, query)).toEqual([field]);
  });
});

describe('The query that opens ciphertexts', () => {
  const item = { municipalityId: 'borgo', code, sealedReporter: 'abc', sealedTexts: ['abc'] };

  it('holds up to two hundred items', () => {
    expect(refused(UnsealQuery, { items: [] })).toEqual([]);
    expect(refused(UnsealQuery, { items: Array.from({ length: 200 }, () => item) })).toEqual([]);
    expect(refused(UnsealQuery, { items: Array.from({ length: 201 }, () => item) })).toEqual(['items']);
  });

  it.each([
    [undefined],
    [null],
    [item],
    ['x'],
    [[null]],
    [['x']],
    [[[]]],
    [[{ ...item, sealedTexts: undefined }]],
    [[{ ...item, sealedTexts: [null] }]],
    [[{ ...item, sealedTexts: Array(6).fill('a') }]],
    [[{ ...item, municipalityId: 'Borgo' }]],
  ])('refuses the items %j', (items: unknown) => {
    expect(refused(UnsealQuery, { items })).toEqual(['items']);
  });
});
