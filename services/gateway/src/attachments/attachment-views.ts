import type { AttachmentView } from './attachment.dto';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';

/** A file of a report, and where it is read, with the right to read the report. */
export interface FileOfReport {
  readonly code: string;
  readonly id: string;
  readonly url: string;
}

/** Files as people are told of them. */
export class AttachmentViews {
  constructor(private readonly rows: AttachmentRows) {}

  /** In the order of the ids; those that are gone are left out. */
  async of(municipalityId: string, code: string, ids: readonly string[]): Promise<readonly AttachmentView[]> {
    const rows = await this.rows.find(municipalityId, ids);
    return ids.flatMap((id) => {
      const row = rows.find((one) => one.id === id && one.code === code && one.state !== 'blanked');
      return row === undefined ? [] : [viewOf(row, code)];
    });
  }

  /** The eldest first; those that are gone are left out. */
  async ofReports(municipalityId: string, codes: readonly string[]): Promise<readonly FileOfReport[]> {
    const rows = await this.rows.ofReports(municipalityId, codes);
    return rows.flatMap(({ code, id }) => (code === null ? [] : [{ code, id, url: urlOf(code, id) }]));
  }
}

/** What is said of a file, wherever it is said. */
export function described({ id, kind, type, bytes, width, height }: AttachmentRow) {
  return { id, kind, type, bytes, ...(width === null ? {} : { width }), ...(height === null ? {} : { height }) };
}

function viewOf(row: AttachmentRow, code: string): AttachmentView {
  const url = urlOf(code, row.id);
  return { ...described(row), url, ...(row.kind === 'image' ? { thumbnailUrl: `${url}/thumbnail` } : {}) };
}

function urlOf(code: string, id: string): string {
  return `/api/v1/reports/${code}/attachments/${id}`;
}
