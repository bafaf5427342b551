import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which reports are kept no longer by the rules of retention: nobody follows them any more, and nobody begins to. */
export class KnowWhatIsKeptNoLonger1765300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`alter table ${schema}.report_recipients add column retention_over boolean`);
    await sql.query(`comment on column ${schema}.report_recipients.retention_over is
      'null in rows from before this was written down, and from older backups: there whoever is erased counts as over'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`alter table ${schema}.report_recipients drop column retention_over`);
  }
}
