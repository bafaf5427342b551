import { Keyring, migrationContext } from '@sportello/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { KEYRING_SCHEMA } from './1764000000000-create-reports';

/** Files that come with a report have a key of their own in the keyring. */
export class AllowFileKeys1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { sql } = await migrationContext(runner);
    await Keyring.allowFiles(sql, KEYRING_SCHEMA);
  }

  /** Keys are not undone by a migration: what they seal could not be read any more. */
  async down(): Promise<void> {
    throw new Error('Keys are not undone by a migration');
  }
}
