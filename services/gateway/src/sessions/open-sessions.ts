import type { Database } from '@sportello/postgres';
import { MoreThan } from 'typeorm';
import { Session } from './session.entity';

/** The sessions that are open, without what opens them. */
export class OpenSessions {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Newest first. */
  async of(
    municipalityId: string,
    accountId: string,
    { skip, take }: { readonly skip: number; readonly take: number },
  ): Promise<{ readonly items: readonly Session[]; readonly total: number }> {
    const where = { municipalityId, accountId, expiresAt: MoreThan(this.now()) };
    const [items, total] = await this.database.entities(municipalityId, (manager) =>
      manager.findAndCount(Session, { where, order: { openedAt: 'DESC', id: 'ASC' }, skip, take }),
    );
    return { items, total };
  }

  /** @param of whose it must be; absent: anyone's @returns whether there was one */
  async end(municipalityId: string, id: string, of?: string): Promise<boolean> {
    const where = { municipalityId, id, ...(of === undefined ? {} : { accountId: of }) };
    const { affected } = await this.database.entities(municipalityId, (manager) => manager.delete(Session, where));
    return (affected ?? 0) > 0;
  }
}
