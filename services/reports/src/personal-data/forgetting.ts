import type { CommandReply, RefusalCode } from '@sportello/contracts';
import {
  handleCommand,
  isRejection,
  reject,
  type ActorRef,
  type Rejection,
  type StoredEvent,
} from '@sportello/event-sourcing';
import type { RequestMetadata } from '@sportello/messaging';
import { commandMetadata, givenCommandId } from '../features/report-request';
import type { Parts } from '../parts';
import { reportStream } from '../report-log';
import { knownReport } from '../rights/known-report';

/** What a report is to forget: who made it, or what was written. */
export type Forgettable = 'reporter' | 'text';

/** By which event a report forgets; a key is destroyed whenever the log holds it. */
const FORGOTTEN_BY = { reporter: 'report.reporter-erased', text: 'report.text-redacted' } as const;
const COMMANDS = { reporter: 'EraseReporter', text: 'RedactText' } as const;

/** One order to forget. Whoever gives it has seen that it may be given. */
export interface OrderToForget {
  readonly municipalityId: string;
  readonly code: string;
  readonly what: Forgettable;
  readonly reason: 'request' | 'retention';
  readonly actor: ActorRef;
  readonly metadata: RequestMetadata;
}

/**
 * Lets a report forget, and does nothing where it has forgotten already. Asks no file of the municipality: people are forgotten also where the
 * Comune is served no more.
 */
export async function forget(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { municipalityId, code, what, reason, actor, metadata }: OrderToForget,
): Promise<CommandReply | Rejection<RefusalCode>> {
  const commandId = givenCommandId(metadata);
  const stream = reportStream(municipalityId, code);
  const handled = await handleCommand(store, knownReport, stream, async ({ state }) => {
    if (state.status === 'none') return reject<RefusalCode>('REPORT_NOT_FOUND');
    const origin = { commandId, municipalityId, actor, now: clock() };
    return { type: COMMANDS[what], data: { reason }, metadata: commandMetadata(metadata, origin) };
  });
  if (isRejection(handled)) return handled;
  const { state } = handled.state;
  if (state.status === 'none') throw new Error('A command was handled on a report that is not there');
  return { code: state.code, status: state.status, revision: handled.revision };
}

/** Whether these events of one report say that it has forgotten. */
export function hasForgotten(events: readonly Pick<StoredEvent, 'type'>[], what: Forgettable): boolean {
  return events.some(({ type }) => type === FORGOTTEN_BY[what]);
}
