/** Who was silent for so long has not been guessing. */
export const FORGOTTEN_AFTER = '24 hours';

/** Parameters: municipality, subjects, now. */
export const LOCKED_SQL = `
  select max(locked_until) as until from sign_in_failures
   where municipality_id = $1 and subject = any($2) and locked_until > $3`;

/**
 * Counts an attempt before it is looked at, so that many at once are no way round; who is locked meanwhile is not counted and not
 * answered. From its threshold on, each attempt locks for twice as long as the one before: a minute, two, four, at most an hour.
 * Parameters: municipality, subjects, thresholds, now.
 */
export const COUNT_SQL = `
  insert into sign_in_failures as known (municipality_id, subject, failures, last_at, locked_until)
  select $1, given.subject, 1, $4, null from unnest($2::text[], $3::int[]) as given (subject, threshold)
   order by given.subject
  on conflict (municipality_id, subject) do update set
    failures = case when known.last_at < $4::timestamptz - interval '${FORGOTTEN_AFTER}' then 1 else known.failures + 1 end,
    last_at = $4,
    locked_until = case
      when known.last_at < $4::timestamptz - interval '${FORGOTTEN_AFTER}' then null
      when known.failures + 1 < (select threshold from unnest($2::text[], $3::int[]) as given (subject, threshold)
                                  where given.subject = known.subject) then null
      else $4::timestamptz + least(interval '1 hour', interval '1 minute' * 2 ^ least(10, known.failures + 1 -
             (select threshold from unnest($2::text[], $3::int[]) as given (subject, threshold)
               where given.subject = known.subject)))
    end
  where known.locked_until is null or known.locked_until <= $4
  returning subject`;

/** The attempt was no guess: as if it had not been made. Parameters: municipality, subjects. */
export const GIVE_BACK_SQL = `
  update sign_in_failures set failures = greatest(failures - 1, 0), locked_until = null
   where municipality_id = $1 and subject = any($2)`;

/** Parameters: municipality, subject. */
export const FORGET_SQL = 'delete from sign_in_failures where municipality_id = $1 and subject = $2';

/** Parameters: municipality, now. */
export const SWEEP_SQL = `
  delete from sign_in_failures where municipality_id = $1 and last_at < $2::timestamptz - interval '${FORGOTTEN_AFTER}'`;
