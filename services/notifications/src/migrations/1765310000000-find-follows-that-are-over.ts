import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Follows of nothing any more: few, for a moment, and looked for among all. */
export class FindFollowsThatAreOver1765310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`create index follows_over on ${schema}.follows (municipality_id) where codes = '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { sql, schema } = await migrationContext(runner);
    await sql.query(`drop index ${schema}.follows_over`);
  }
}
