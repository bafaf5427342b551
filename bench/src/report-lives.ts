import { Client } from 'pg';
import { data, metadata } from './payload';

/** The life of a report as the log holds it: what happened, in order, with about the bytes that the product writes. */
export const LIFE: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[] = [
  {
    type: 'report.submitted',
    data: {
      ...data,
      code: '@CODE@',
      sealedText: 'x'.repeat(520),
      sealedReporter: 'y'.repeat(130),
      contactHmacs: ['z'.repeat(43)],
      searchTokens: Array.from({ length: 18 }, (_, word) => `@WORD@${String(word).padStart(6, '0')}`),
      attachments: [],
    },
  },
  { type: 'report.assigned', data: { department: 'roads', dueBy: data.dueBy } },
  { type: 'report.work-started', data: {} },
  { type: 'report.resolved', data: { outcome: 'fixed', sealedText: 'n'.repeat(120) } },
];

/** Between one step of a report and its next so many steps of others come in, about: some hundred reports are open at any time. */
const BETWEEN = 300;

/** Writes the lives of so many reports straight into an empty log's table, interleaved as they are in a Comune. */
export async function fillWithLives(adminUrl: string, reports: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      `WITH step AS (
         SELECT n, k - 1 AS revision, lpad(n::text, 11, '0') AS code, types[k] AS type, datas[k] AS data,
                row_number() OVER (ORDER BY n * $4::int + (k - 1) * $5::int + hashint4(n * 7 + k) % ($5::int / 3), n, k) AS position
           FROM generate_series(1, $1::int) AS n, generate_series(1, $4::int) AS k, (SELECT $2::text[] AS types, $3::text[] AS datas) AS life
       )
       INSERT INTO event_store.events (municipality_id, stream, revision, position, event_id, type, data, metadata)
       SELECT 'borgo-esempio', 'report-borgo-esempio_' || code, revision, position, gen_random_uuid(), type,
              replace(replace(data, '@CODE@', code), '@WORD@', lpad((n % 5000)::text, 10, '0')), $6
         FROM step ORDER BY position`,
      [
        reports,
        LIFE.map(({ type }) => type),
        LIFE.map((step) => JSON.stringify(step.data)),
        LIFE.length,
        BETWEEN,
        JSON.stringify(metadata),
      ],
    );
    await client.query('VACUUM ANALYZE event_store.events');
  } finally {
    await client.end();
  }
}

/** What the notifications service writes when it reads the lives in a log that is full of old reports: who follows what, mails that nobody is sent any more, and how far it read. */
export async function planAll(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO notifications.report_recipients (municipality_id, code, revision, type, language, visibility, status, sealed_reporter)
       SELECT municipality_id, split_part(stream, '_', 2), $1, data::jsonb ->> 'kind', 'it', 'public', 'active', data::jsonb ->> 'sealedReporter'
         FROM event_store.events WHERE revision = 0 ON CONFLICT DO NOTHING`,
      [LIFE.length - 1],
    );
    await client.query(
      `INSERT INTO notifications.deliveries (municipality_id, event_id, recipient, channel, code, template, parameters, language, message_id, occurred_at, state, reason)
       SELECT municipality_id, event_id, code, 'email', code, split_part(type, '.', 2), '{"type":"issue"}', 'it',
              '<' || event_id || '.' || code || '.email@127.0.0.1>', (metadata::jsonb ->> 'occurredAt')::timestamptz, 'suppressed', 'too-old'
         FROM (SELECT *, split_part(stream, '_', 2) AS code FROM event_store.events) AS event
        WHERE type <> 'report.assigned' ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `INSERT INTO notifications.checkpoints (name, log_id, position, last_stream, last_revision, last_event_id)
       SELECT 'report-feed', (SELECT log_id FROM event_store.log), lpad(position::text, 19, '0'), stream, revision, event_id
         FROM event_store.events ORDER BY position DESC LIMIT 1
       ON CONFLICT (name) DO UPDATE SET position = excluded.position, last_stream = excluded.last_stream,
             last_revision = excluded.last_revision, last_event_id = excluded.last_event_id`,
    );
    await client.query('VACUUM ANALYZE notifications.deliveries');
  } finally {
    await client.end();
  }
}
