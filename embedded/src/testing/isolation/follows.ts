import { SUBJECTS, type SealedFollower } from '@sportello/contracts';
import { asService } from '@sportello/messaging';
import { askOf, bodyOf, PATIENCE_MS } from './asking';
import { COMUNI } from './comuni';
import type { Installation } from './installation';
import type { Planted } from './reports';

/** Somebody follows a report of that Comune; who holds the token reads which. */
export interface PlantedFollow {
  readonly municipality: string;
  readonly report: Planted;
  readonly token: string;
}

/** One in every Comune. The token stands in a mail, and is made again here as the service that sends mails has it made. */
export async function plantFollows(
  installation: Installation,
  reports: readonly Planted[],
): Promise<readonly PlantedFollow[]> {
  const follows: PlantedFollow[] = [];
  for (const { municipality } of COMUNI) {
    const report = reports.find((one) => one.municipality === municipality && one.circumstance === 'public');
    if (report === undefined) throw new Error(`No report of ${municipality} is public`);
    const email = `follows@${municipality}.example`;
    const body = { channel: 'email', address: email, reports: [report.code] };
    const headers = { 'x-municipality': municipality };
    await bodyOf(await askOf(installation)('POST', '/api/v1/follows', headers, body), 202);
    const [row] = await installation.query<{ id: string }>(
      'select id from notifications.follows where municipality_id = $1',
      [municipality],
    );
    const reply = await installation.notificationsBus.request<SealedFollower>(
      SUBJECTS.sealFollower,
      { municipalityId: municipality, id: row?.id, email },
      asService('notifications', { correlationId: 'isolation', causationId: 'isolation' }),
      { timeoutMs: PATIENCE_MS },
    );
    if (!reply.ok) throw new Error(JSON.stringify(reply.refusal));
    follows.push({ municipality, report, token: reply.value.token });
  }
  return follows;
}
