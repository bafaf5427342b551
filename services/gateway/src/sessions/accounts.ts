import { type Database } from '@sportello/postgres';
import { In } from 'typeorm';
import { isUuid } from '../http/uuid';
import { Account } from './account.entity';

/** What others may know of the staff. */
export class Accounts {
  constructor(private readonly database: Database) {}

  /** Names by account id; who is no longer there is absent. */
  async names(municipalityId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(ids)].filter((id) => isUuid(id));
    if (wanted.length === 0) return new Map();
    const accounts = await this.database.entities(municipalityId, (manager) =>
      manager.findBy(Account, { municipalityId, id: In(wanted) }),
    );
    return new Map(accounts.map(({ id, name }) => [id, name]));
  }
}
