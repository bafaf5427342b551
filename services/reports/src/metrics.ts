import { Counter, Histogram } from 'prom-client';

/** Commands answered: `outcome` is `done`, `unchanged`, or the code of the refusal. */
export const commandsHandled = new Counter({
  name: 'sportello_reports_commands_total',
  help: 'Commands on reports that were answered',
  labelNames: ['command', 'outcome'],
});

export const commandSeconds = new Histogram({
  name: 'sportello_reports_command_seconds',
  help: 'Time from a command message to its answer',
  labelNames: ['command'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** From what a person did to its showing on the status page. */
export const viewDelaySeconds = new Histogram({
  name: 'sportello_reports_view_delay_seconds',
  help: 'Time from the recording of an event to its commit in the status page',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30],
});

export const feedEventsServed = new Counter({
  name: 'sportello_reports_feed_events_total',
  help: 'Public events handed to readers of the feed',
});
