import type { Listen } from '@sportello/event-sourcing';
import { logNames } from './log-names';
import { connect, type ConnectionOptions } from './session';

/** Listens to the log's notifications on a connection of its own. */
export function listenForAppends({ url, schema, deadlineMs }: ConnectionOptions): Listen {
  return async (wake, lost) => {
    const client = await connect(
      url,
      deadlineMs,
      (listening) => {
        listening.on('notification', wake);
        return listening.query(`listen ${logNames(schema).channel}`);
      },
      lost,
    );
    return () => client.end();
  };
}
