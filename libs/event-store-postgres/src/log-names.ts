/**
 * The names inside one schema of the log. A schema's name becomes part of SQL, so it is held to a narrow form.
 * @throws Error when `schema` is not a plain lower-case identifier
 */
export function logNames(schema: string): { events: string; log: string; append: string; channel: string } {
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`Not a schema name: ${schema}`);
  return {
    events: `${schema}.events`,
    log: `${schema}.log`,
    append: `${schema}.append_batch`,
    channel: `${schema}_appended`,
  };
}
