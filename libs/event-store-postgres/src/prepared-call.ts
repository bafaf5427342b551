import type { ClientBase, Connection, Submittable } from 'pg';

/** A statement that a connection prepares at its first use and keeps. */
export interface PreparedStatement<Row> {
  readonly name: string;
  readonly text: string;
  /** Makes a row of its columns, in PostgreSQL's text format. */
  readonly row: (columns: readonly (string | null)[]) => Row;
}

export interface Rows<Row> {
  readonly rows: Row[];
  /** False when reading stopped at `maxBytes` before the statement's last row. */
  readonly complete: boolean;
}

/** With `maxBytes`, so many rows are fetched before their size is known. */
const FIRST_ROWS = 100;

/** Which connections hold which statements; another connection of the same client starts anew. */
const prepared = new WeakMap<Connection, Set<string>>();

/**
 * Runs a prepared statement.
 *
 * The driver's own query object builds each row twice and stays reachable from the next one, so that the collector copies every
 * page of a long replay: measured, it costs as much as everything else together. This one turns columns into rows as they arrive.
 * @param values texts, or bytes in PostgreSQL's binary format
 * @param maxBytes stop fetching rows soon after so many bytes
 */
export function callPrepared<Row>(
  client: ClientBase,
  statement: PreparedStatement<Row>,
  values: readonly (string | Buffer)[],
  maxBytes?: number,
): Promise<Rows<Row>> {
  return new Promise((resolve, reject) => {
    client.query(new PreparedCall(statement, values, maxBytes, resolve, reject));
  });
}

/** The messages of the extended query protocol (PostgreSQL manual, 55.2.3), as the driver hands them over. */
class PreparedCall<Row> implements Submittable {
  readonly #rows: Row[] = [];
  #bytes = 0;
  #complete = true;
  #synced = false;
  #failure: Error | undefined;

  constructor(
    private readonly statement: PreparedStatement<Row>,
    private readonly values: readonly (string | Buffer)[],
    private readonly maxBytes: number | undefined,
    private readonly resolve: (rows: Rows<Row>) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    const { name, text } = this.statement;
    connection.stream.cork();
    if (!prepared.get(connection)?.has(name)) {
      // An earlier call may have failed after the server had prepared it. To close what is not there is no error.
      connection.close({ type: 'S', name }, true);
      connection.parse({ name, text, types: [] }, true);
    }
    connection.bind({ statement: name, values: [...this.values] }, true);
    if (this.maxBytes === undefined) {
      connection.execute({}, true);
      this.#sync(connection);
    } else {
      connection.execute({ rows: String(FIRST_ROWS) }, true);
      connection.flush();
    }
    connection.stream.uncork();
  }

  handleDataRow({ fields, length }: { fields: (string | null)[]; length: number }): void {
    if (this.#failure) return;
    this.#bytes += length;
    try {
      this.#rows.push(this.statement.row(fields));
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error('A row could not be read', { cause: error });
    }
  }

  /** Now the size of a row is known: the rest that fits is asked for, and that is all. */
  handlePortalSuspended(connection: Connection): void {
    this.#remember(connection);
    const room = (this.maxBytes ?? 0) - this.#bytes;
    const rows = Math.floor(room / (this.#bytes / this.#rows.length));
    if (this.#synced || rows <= 0 || this.#failure) {
      this.#complete = false;
    } else {
      connection.execute({ rows: String(rows) }, true);
    }
    this.#sync(connection);
  }

  handleCommandComplete(_: unknown, connection: Connection): void {
    this.#remember(connection);
    this.#sync(connection);
  }

  handleReadyForQuery(): void {
    if (this.#failure) this.reject(this.#failure);
    else this.resolve({ rows: this.#rows, complete: this.#complete });
  }

  handleError(error: Error, connection: Connection): void {
    // The server skips everything up to the next sync.
    this.#sync(connection);
    this.reject(error);
  }

  /** Ends the call, once: the server answers that it is ready for the next. */
  #sync(connection: Connection): void {
    if (!this.#synced) connection.sync();
    this.#synced = true;
  }

  #remember(connection: Connection): void {
    const known = prepared.get(connection) ?? new Set();
    prepared.set(connection, known.add(this.statement.name));
  }
}
