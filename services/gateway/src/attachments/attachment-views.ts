import type { AttachmentView } from './attachment.dto';
import type { AttachmentRow, AttachmentRows } from './attachment-rows';

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
}

/** What is said of a file, wherever it is said. */
export function described({ id, kind, type, bytes, width, height }: AttachmentRow) {
  return { id, kind, type, bytes, ...(width === null ? {} : { width }), ...(height === null ? {} : { height }) };
}

function viewOf(row: AttachmentRow, code: string): AttachmentView {
  const url = `/api/v1/reports/${code}/attachments/${row.id}`;
  return { ...described(row), url, ...(row.kind === 'image' ? { thumbnailUrl: `${url}/thumbnail` } : {}) };
}
