export interface SqlResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** The one way SQL runs: parameters are bound, never concatenated. `name` prepares the statement on its connection. */
export interface SqlExecutor {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
    options?: { readonly name?: string },
  ): Promise<SqlResult<Row>>;
}
