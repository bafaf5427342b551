import { ownServer } from '@sportello/event-store-eventstoredb/testing';
import { ArmProcess } from './arm-process';
import type { AppendOrder } from './arms/append-orders';
import { CannotMeasure } from './cannot-measure';
import { compare, type Arm, type Measured } from './rounds';
import type { Setting } from './setting';
import type { BenchResult } from './table';

const WRITERS = 32;

/** Durable appends to EventStoreDB: many under way on one call, against the same store that keeps one under way. */
export async function eventstoredb(setting: Setting): Promise<BenchResult> {
  const { rounds, seconds } = setting;
  const url = await serverUrl(setting);
  const arm = async (name: string, inFlight?: number): Promise<Arm> => {
    const { arm: process } = await ArmProcess.start<AppendOrder, Measured>(setting.arm('append-eventstoredb'), {
      EVENTSTOREDB_URL: url,
      ...(inFlight !== undefined && { IN_FLIGHT: String(inFlight) }),
    });
    setting.atEnd(() => process.stop());
    return { name, run: () => process.ask({ writers: WRITERS, seconds }) };
  };
  return {
    bench: 'eventstoredb: durable appends a second to EventStoreDB',
    comparisons: [
      await compare(
        await arm(`${WRITERS} writers, batched`),
        await arm(`${WRITERS} writers, one at a time`, 1),
        rounds,
        2,
      ),
    ],
    figures: [],
  };
}

/** @throws CannotMeasure when there is no real server */
async function serverUrl(setting: Setting): Promise<string> {
  const { EVENTSTOREDB_URL: url, EVENTSTOREDB_BIN: executable } = process.env;
  if (url) return url;
  if (!executable) {
    throw new CannotMeasure(
      'There is no EventStoreDB to measure: set EVENTSTOREDB_URL to a server (it will be written to) or EVENTSTOREDB_BIN to its executable.',
    );
  }
  const server = await ownServer(executable);
  setting.atEnd(() => server.stop());
  return server.url;
}
