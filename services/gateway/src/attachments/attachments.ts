import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { PostgresCheckpoints, type Database } from '@sportello/postgres';
import type { ServiceContext } from '@sportello/service-kit';
import { AttachmentFiles } from './attachment-files';
import { AttachmentRows } from './attachment-rows';
import { AttachmentViews } from './attachment-views';
import { Bindings } from './bindings';
import { Blanking } from './blanking';
import { ImagePool } from './images/image-pool';
import { Spool } from './spool';
import { openStore } from './store/open-store';
import { Sweep } from './sweep';
import { TemporaryKeys } from './temporary-key';
import { Uploads } from './uploads';

/** Everything that has to do with files, put together. */
export class Attachments {
  readonly bindings: Bindings;
  readonly sweep: Sweep;
  private readonly rows: AttachmentRows;
  private readonly files: AttachmentFiles;
  private readonly keys: TemporaryKeys;
  private readonly images = new ImagePool();
  private readonly spool: Spool;
  private readonly uploads: Uploads;
  private readonly blanking: Blanking;

  constructor(
    { settings, bus, logger }: ServiceContext,
    database: Database,
    secret: Buffer,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.rows = new AttachmentRows(database);
    this.files = new AttachmentFiles(openStore(settings.dataDir, settings.attachmentsUrl));
    this.keys = new TemporaryKeys(secret);
    this.spool = new Spool(join(settings.dataDir, 'arriving-files'));
    this.bindings = new Bindings(this.rows, this.files, this.keys, bus, logger);
    this.sweep = new Sweep(this.rows, this.bindings, logger, now);
    this.blanking = new Blanking(this.files, { bus, checkpoints: new PostgresCheckpoints(database), logger });
    const { rows, files, images, spool, keys } = this;
    this.uploads = new Uploads({ rows, files, images, spool, keys, secret, now });
  }

  get providers(): Provider[] {
    return [
      { provide: AttachmentRows, useValue: this.rows },
      { provide: AttachmentFiles, useValue: this.files },
      { provide: AttachmentViews, useValue: new AttachmentViews(this.rows) },
      { provide: TemporaryKeys, useValue: this.keys },
      { provide: Bindings, useValue: this.bindings },
      { provide: Uploads, useValue: this.uploads },
    ];
  }

  async start(): Promise<void> {
    await this.spool.prepare(this.now().getTime());
    this.sweep.start();
    this.blanking.start();
  }

  async stop(): Promise<void> {
    this.images.close();
    await this.blanking.stop();
    await this.sweep.stop();
  }
}
