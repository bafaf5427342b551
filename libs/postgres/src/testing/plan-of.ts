/** Whoever asks the database, in the role whose plan it is to be. */
interface Asker {
  query<Row extends object>(text: string, parameters: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
}

/** How PostgreSQL would run a statement, in its own words. */
export async function planOf(asker: Asker, text: string, parameters: readonly unknown[]): Promise<string> {
  const { rows } = await asker.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, parameters);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
