import { pino } from 'pino';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';
import type { Bindings } from './bindings';
import { Sweep } from './sweep';

const NOW = new Date('2026-03-03T09:00:00Z');
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

function aRow(id: string, uploadedAt: Date, code: string | null = null): AttachmentRow {
  return {
    municipalityId: 'borgo-esempio',
    id,
    state: 'temporary',
    code,
    kind: 'document',
    type: 'application/pdf',
    bytes: 1,
    width: null,
    height: null,
    wrappedKey: 'key',
    contentHmac: 'hmac',
    uploadedAt,
  };
}

/** Runs once. @returns what was asked to be bound and what was discarded */
async function swept(
  rows: readonly AttachmentRow[],
  refusal?: 'ATTACHMENT_NOT_FOUND' | 'SERVICE_UNAVAILABLE',
): Promise<{ bound: string[]; gone: string[] }> {
  const bound: string[] = [];
  const gone: string[] = [];
  const table: Pick<AttachmentRows, 'lingering'> = {
    lingering: async (before) => rows.filter(({ uploadedAt }) => uploadedAt < before),
  };
  const bindings: Pick<Bindings, 'bind' | 'discard'> = {
    bind: async (_municipality, _code, [row]) => {
      bound.push(row?.id ?? '');
      return refusal === undefined ? undefined : { code: refusal };
    },
    discard: async ({ id }) => void gone.push(id),
  };
  await new Sweep(table, bindings, pino({ level: 'silent' }), () => NOW).run();
  return { bound, gone };
}

describe('files without a report', () => {
  it('go after a day, not before', async () => {
    expect(await swept([aRow('new', hoursAgo(23.9)), aRow('old', hoursAgo(24))])).toEqual({ bound: [], gone: ['old'] });
  });

  it('that a request claimed are bound when the report has them', async () => {
    expect(await swept([aRow('claimed', hoursAgo(1), 'CODE'), aRow('at this moment', NOW, 'CODE')])).toEqual({
      bound: ['claimed'],
      gone: [],
    });
  });

  it('that were claimed for a report which never came go after a day as well', async () => {
    const rows = [aRow('new', hoursAgo(1), 'CODE'), aRow('old', hoursAgo(30), 'CODE')];
    expect(await swept(rows, 'ATTACHMENT_NOT_FOUND')).toEqual({ bound: ['new', 'old'], gone: ['old'] });
  });

  it('stay while nobody can say whether the report has them', async () => {
    expect(await swept([aRow('old', hoursAgo(30), 'CODE')], 'SERVICE_UNAVAILABLE')).toEqual({
      bound: ['old'],
      gone: [],
    });
  });
});
