import { SUBJECTS, type Unsealed } from '@sportello/contracts';
import { asService } from '@sportello/messaging';
import { PATIENCE_MS } from './asking';
import type { Installation } from './installation';
import type { Planted, Unlinked } from './reports';

/** Each with the link that a mail leads its maker by, made as the service that sends mails has it made. */
export async function withLinks(
  { query, notificationsBus }: Installation,
  reports: readonly Unlinked[],
): Promise<readonly Planted[]> {
  const rows = await query<{ readonly code: string; readonly sealed: string }>(
    'select code, sealed_reporter as sealed from notifications.report_recipients',
    [],
  );
  const sealed = new Map(rows.map((row) => [row.code, row.sealed]));
  const items = reports.map(({ municipality, code }) => ({
    ...{ municipalityId: municipality, code, sealedTexts: [], withLink: true },
    sealedReporter: sealed.get(code),
  }));
  const reply = await notificationsBus.request<readonly Unsealed[]>(
    SUBJECTS.unseal,
    { items },
    asService('notifications', { correlationId: 'isolation', causationId: 'isolation' }),
    { timeoutMs: PATIENCE_MS },
  );
  if (!reply.ok) throw new Error(JSON.stringify(reply.refusal));
  return reports.map((report, index) => ({ ...report, link: reply.value[index]?.linkToken ?? '' }));
}
