/** What the load generator is told. */
export interface LoadOrder {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly connections: number;
  readonly seconds: number;
  readonly body?: string;
  /** Sent one after the other; else `body`. */
  readonly bodies?: readonly string[];
  /** Of every request, besides those of a JSON body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The status that counts as an answer; any 2xx when absent. */
  readonly status?: number;
  /** Asked one after the other; else the path of `url`. */
  readonly paths?: readonly string[];
  /** Requests per second over all connections; as fast as it goes when absent. */
  readonly rate?: number;
}

/** What it answers: requests answered as wanted, a second; milliseconds. */
export interface LoadAnswer {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}
