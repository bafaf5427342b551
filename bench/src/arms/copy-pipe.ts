import { Client, type Connection, type Submittable } from 'pg';

/* The least that a copy can do: COPY OUT | COPY IN of a table's rows, nothing looked at. `{ from, to }`, as administrator, gives `{ rate }`. */

export interface CopyPipeOrder {
  readonly from: string;
  readonly to: string;
  /** The log's table when absent. */
  readonly fromTable?: string;
  readonly toTable?: string;
}

const LOG = 'event_store.events';

/** What the driver's connection can do besides what its types say (PostgreSQL manual, 55.2.6). */
type CopyConnection = Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

const HIGH_WATER = 8_000_000;

class Copy implements Submittable {
  readonly ended: Promise<number>;
  readonly begun: Promise<CopyConnection>;
  #rows = 0;
  #begin: (connection: CopyConnection) => void = () => undefined;
  #end: (rows: number) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(
    private readonly text: string,
    private readonly onData: (chunk: Buffer, connection: Connection) => void = () => undefined,
  ) {
    this.begun = new Promise((resolve) => (this.#begin = resolve));
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#begin(connection);
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: Connection): void {
    this.#rows += 1;
    this.onData(chunk, connection);
  }

  handleCommandComplete(): void {
    // The last word is ReadyForQuery.
  }

  handleReadyForQuery(): void {
    this.#end(this.#rows);
  }

  handleError(error: Error): void {
    this.#fail(error);
  }
}

async function run({ from, to, fromTable = LOG, toTable = LOG }: CopyPipeOrder): Promise<object> {
  const [source, target] = [new Client({ connectionString: from }), new Client({ connectionString: to })];
  await Promise.all([source.connect(), target.connect()]);
  const started = performance.now();
  const into = target.query(new Copy(`COPY ${toTable} FROM STDIN`));
  const sink = await into.begun;
  let paused = false;
  const out = source.query(
    new Copy(`COPY ${fromTable} TO STDOUT`, (chunk, connection) => {
      sink.sendCopyFromChunk(chunk);
      if (paused || sink.stream.writableLength < HIGH_WATER) return;
      paused = true;
      connection.stream.pause();
      sink.stream.once('drain', () => {
        paused = false;
        connection.stream.resume();
      });
    }),
  );
  const rows = await out.ended;
  sink.endCopyFrom();
  await into.ended;
  const seconds = (performance.now() - started) / 1000;
  await Promise.all([source.end(), target.end()]);
  return { rate: rows / seconds };
}

process.on('message', (order: CopyPipeOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: 'true' });
