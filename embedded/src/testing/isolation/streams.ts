import { get } from 'node:http';
import type { Planted } from './reports';

const DEADLINE_MS = 30_000;

/** The open page of a report, which hears of its changes. */
export interface Stream {
  readonly report: Planted;
  /** Each event so far, as it came. */
  events(): readonly string[];
  close(): void;
}

/** Opens it as anybody may; the first event is there. */
export function openStream(address: string, report: Planted): Promise<Stream> {
  const { municipality, code } = report;
  return new Promise((resolve, reject) => {
    const options = { headers: { 'x-municipality': municipality }, agent: false, timeout: DEADLINE_MS };
    const asked = get(new URL(`/api/v1/reports/${code}/live`, address), options);
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`Nothing was heard of ${code}`)));
    asked.on('response', (answer) => {
      let text = '';
      const events = (): readonly string[] => text.split('\n\n').filter((event) => event.includes('data:'));
      answer.on('error', () => undefined);
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (events().length > 0) resolve({ report, events, close: () => asked.destroy() });
      });
    });
  });
}
