import { Counter } from 'prom-client';

/** How tries to deliver ended: `sent`, `suppressed`, `blanked`, `retry`, `held`, `dead`. */
export const deliveriesEnded = new Counter({
  name: 'sportello_notifications_deliveries_total',
  help: 'Tries to deliver a message, by how they ended',
  labelNames: ['result'] as const,
});

/** Messages given to the mail server again after a try whose end nobody knows: at worst a reader sees them twice, with the same Message-ID. */
export const possibleRepeats = new Counter({
  name: 'sportello_notifications_possible_repeats_total',
  help: 'Messages sent again, with the same Message-ID, because an earlier try ended without an answer',
});
