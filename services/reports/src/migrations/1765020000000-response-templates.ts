import { migrationContext, protectTable } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What offices write again and again, with gaps to be filled in. */
export class ResponseTemplates1765020000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema, roles } = await migrationContext(runner);
    await sql.query(`create table response_templates (
      municipality_id text not null,
      id uuid not null,
      action text not null,
      title text not null,
      departments text[] not null,
      categories text[] not null,
      texts jsonb not null,
      revision integer not null,
      request_hmac text not null,
      primary key (municipality_id, id)
    )`);
    const app = 'select, insert, update, delete';
    await protectTable(sql, { schema, table: 'response_templates', app, worker: 'select, insert', roles });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table response_templates');
  }
}
