import { join } from 'node:path';
import { BlindIndex, Keyring, ProjectionRunner, sealing } from '@sportello/postgres';
import { masterKey, Operations, type ServiceContext } from '@sportello/service-kit';
import type { StoredEvent } from '@sportello/event-sourcing';
import { CommandRunner } from './features/command-runner';
import { systemClock, type Clock } from './clock';
import { ImportIdentity } from './features/import-report/import-identity';
import { hintAdvancedViews } from './feed/hints';
import { viewDelaySeconds } from './metrics';
import { KEYRING_SCHEMA } from './migrations/1764000000000-create-reports';
import { openLog } from './open-log';
import type { Parts } from './parts';
import { MyReportsLinks } from './personal-data/my-reports-links';
import { ReadRecord } from './personal-data/reads/read-record';
import { SealedTexts } from './personal-data/sealed-texts';
import { DeadlineWatch } from './process-managers/deadlines/deadline-watch';
import { ErasuresAgain } from './process-managers/erasures-again';
import { RetentionWatch } from './process-managers/retention/retention-watch';
import { keyDestruction } from './process-managers/key-destruction';
import { READ_MODELS } from './read-models';
import { ListCursors } from './read-models/list-cursors';
import { statusPage } from './read-models/status-page/status-page.projection';
import { decodeReport } from './report-log';
import { openReportsDatabase } from './reports-database';

/** The parts, and how to close what they hold, last opened first. */
export interface OpenParts {
  readonly parts: Parts;
  close(): Promise<void>;
}

/** Brings the schemas up to date and connects. Nothing reads the log yet. @throws what keeps it from that; then nothing is left open */
export async function openParts(context: ServiceContext, clock: Clock = systemClock): Promise<OpenParts> {
  const { settings, municipalities, bus, logger } = context;
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let end = opened.pop(); end !== undefined; end = opened.pop()) await end();
  };
  try {
    const key = await masterKey(settings);
    const database = await openReportsDatabase(context);
    opened.push(() => database.close());
    const store = await openLog(context);
    opened.push(() => store.close());
    const keyring = await Keyring.open({
      database,
      schema: KEYRING_SCHEMA,
      masterKey: key,
      erasureList: join(settings.dataDir, 'erasures.log'),
    });
    const projections = new ProjectionRunner({
      store,
      database,
      projections: READ_MODELS,
      logger,
      onAdvanced: (name, events) => {
        if (name !== statusPage.name) return;
        hintAdvancedViews(events, bus);
        observeDelay(events, clock());
      },
    });
    const blindIndex = new BlindIndex(key);
    const operations = new Operations(logger);
    opened.push(() => operations.close());
    const destruction = keyDestruction({ store, database, keyring, logger });
    const reads = new ReadRecord(database, clock);
    const parts: Parts = {
      bus,
      municipalities,
      store,
      database,
      keyring,
      texts: new SealedTexts(keyring, reads),
      reads,
      blindIndex,
      importIdentity: new ImportIdentity(key),
      listCursors: new ListCursors(key),
      myReportsLinks: new MyReportsLinks(key, clock),
      projections,
      keyDestruction: destruction,
      erasuresAgain: new ErasuresAgain({ store, database, keyring, clock, logger }),
      operations,
      sealing: sealing({ store, database, logger, clock }),
      deadlines: new DeadlineWatch({ database, municipalities, projections, clock, logger }, (...order) =>
        commands.run(...order),
      ),
      retention: new RetentionWatch({ store, database, municipalities, projections, clock, logger }),
      clock,
      logger,
    };
    const commands = new CommandRunner(parts);
    return { parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of the last event alone: those before it waited longer only because they came together. */
function observeDelay(events: readonly StoredEvent[], now: string): void {
  const last = events.at(-1);
  if (last)
    viewDelaySeconds.observe((Date.parse(now) - Date.parse(decodeReport(last).event.metadata.recordedAt)) / 1000);
}
