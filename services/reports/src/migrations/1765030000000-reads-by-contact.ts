import { migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever looks for somebody by a contact is told something also when they find no report. */
export class ReadsByContact1765030000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql } = await migrationContext(runner);
    // Rows that are there keep the stricter rule: nobody has to read them all again.
    await sql.query(
      `alter table personal_data_reads drop constraint personal_data_reads_codes_check,
         add constraint personal_data_reads_codes_check check (cardinality(codes) > 0 or route = 'contact') not valid`,
    );
  }

  /** Rows without codes may be there, and no row is taken away. */
  async down(): Promise<void> {
    throw new Error('The record of reads is not undone by a migration');
  }
}
