import { askOf, bodyOf, type Ask } from './asking';
import { canary, phone } from './canaries';
import { COMUNI, placeIn } from './comuni';
import type { Installation } from './installation';
import type { Caller } from './members';

/** Nobody in charge yet; in charge and open to all; in charge and private. */
export const CIRCUMSTANCES = ['proposed', 'public', 'private'] as const;
export type Circumstance = (typeof CIRCUMSTANCES)[number];

export interface Planted {
  readonly number: number;
  readonly municipality: string;
  readonly department: string;
  readonly category: string;
  readonly circumstance: Circumstance;
  readonly code: string;
  readonly token: string;
  /** A text, and an image. */
  readonly attachment: string;
  readonly picture: string;
  /** In the mail that leads whoever made it to all of their reports. */
  readonly link: string;
}

/** Before its mails were written. */
export type Unlinked = Omit<Planted, 'link'>;

/** A PNG of one pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Place = Pick<Planted, 'number' | 'municipality' | 'department' | 'category' | 'circumstance'>;

/** In every department of every Comune a report in every circumstance, and one that was moved, full of canaries. */
export async function plantReports(installation: Installation, staff: readonly Caller[]): Promise<readonly Unlinked[]> {
  const ask = askOf(installation);
  const places = COMUNI.flatMap(({ municipality, departments }) => {
    const [[, category], [elsewhere]] = departments;
    return [
      ...departments.flatMap(([department, its]) =>
        CIRCUMSTANCES.map((circumstance) => ({ municipality, department, category: its, circumstance })),
      ),
      // In charge of another department than its category says.
      { municipality, department: elsewhere, category, circumstance: 'private' as const },
    ];
  });
  const planted: Unlinked[] = [];
  for (const [number, place] of places.entries()) {
    const operator = staff.find((one) => one.municipality === place.municipality && one.roles.includes('operator'));
    planted.push(await plantReport(ask, { ...place, number }, `Bearer ${operator?.token ?? ''}`));
  }
  return planted;
}

async function plantReport(ask: Ask, place: Place, authorization: string): Promise<Unlinked> {
  const { number, municipality, department, circumstance } = place;
  const headers = { 'x-municipality': municipality };
  const office = { ...headers, authorization };
  const attachment = await upload(ask, headers, new Blob([`${canary(number, 'file')}\n`]));
  const picture = await upload(ask, headers, new Blob([PICTURE]));
  const report = await bodyOf<{ code: string; trackingToken: string }>(
    await ask('POST', '/api/v1/reports', headers, submission(place, [attachment, picture])),
    201,
  );
  const path = `/api/v1/reports/${report.code}`;
  if (circumstance !== 'proposed')
    await bodyOf(await ask('PUT', `${path}/assignment`, office, { departmentId: department }), 200);
  if (circumstance === 'private')
    await bodyOf(await ask('POST', `${path}/visibility`, office, { visibility: 'private' }), 200);
  await bodyOf(await ask('POST', `${path}/notes`, office, { note: canary(number, 'note') }), 200);
  return { ...place, code: report.code, token: report.trackingToken, attachment, picture };
}

async function upload(ask: Ask, headers: Readonly<Record<string, string>>, content: Blob): Promise<string> {
  const form = new FormData();
  form.append('file', content, 'file');
  const { id } = await bodyOf<{ id: string }>(await ask('POST', '/api/v1/attachments', headers, form), 201);
  return id;
}

function submission({ number, municipality, category }: Place, attachments: readonly string[]): object {
  return {
    type: 'issue',
    category,
    subject: canary(number, 'subject'),
    description: canary(number, 'description'),
    location: { address: canary(number, 'address'), ...placeIn(municipality) },
    reporter: {
      name: canary(number, 'name'),
      email: emailOf(number),
      phone: phone(number),
    },
    attachments,
    privacyAccepted: true,
  };
}

/** Of who made the report. */
export function emailOf(number: number): string {
  return `${canary(number, 'email')}@example.org`;
}
