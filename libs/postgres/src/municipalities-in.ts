import type { SqlExecutor } from '@sportello/event-sourcing';

/**
 * Ids of the municipalities that a table has rows of, served or not. Looks at one row of each, however many there are: the table's index must lead
 * with the municipality.
 * @param relation a table or a view, quoted where it must be; the role of `sql` must see all rows
 */
export async function municipalitiesIn(sql: SqlExecutor, relation: string): Promise<readonly string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `with recursive known (id) as (
       select min(municipality_id) from ${relation}
       union all
       select (select min(municipality_id) from ${relation} where municipality_id > known.id) from known where id is not null
     ) select id from known where id is not null`,
  );
  return rows.map(({ id }) => id);
}
