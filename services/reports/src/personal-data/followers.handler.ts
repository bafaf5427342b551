import {
  EraseFollowers,
  FollowerIndex,
  SealFollower,
  SUBJECTS,
  type RefusalCode,
  type SealedFollower,
} from '@sportello/contracts';
import { reject, type Rejection } from '@sportello/event-sourcing';
import { Answers, BusController, Message } from '@sportello/messaging';
import { KeyErased } from '@sportello/postgres';
import { Parts } from '../parts';

/**
 * Keeps the keys of who follows a report without having sent it, as those of reporters: the service that writes to them holds no key. A follow
 * has an id and keys of its own, opened by `reports.unseal` at the moment of sending.
 */
@BusController()
export class FollowersHandler {
  constructor(private readonly parts: Parts) {}

  /** Refused once the follow was erased. */
  @Answers(SUBJECTS.sealFollower, { from: ['notifications'] })
  async seal(@Message() { municipalityId, id, email }: SealFollower): Promise<SealedFollower | Rejection<RefusalCode>> {
    try {
      const { sealed, trackingToken } = await this.parts.keyring.sealWithToken({ municipalityId, subject: id }, [
        { purpose: 'reporter', plain: { email } },
      ]);
      return { sealed: sealed[0] ?? '', addressHmac: this.indexOf(municipalityId, email), token: trackingToken };
    } catch (error) {
      if (error instanceof KeyErased) return reject('NOT_FOUND');
      throw error;
    }
  }

  @Answers(SUBJECTS.followerIndex, { from: ['notifications'] })
  index(@Message() { municipalityId, email }: FollowerIndex): { readonly addressHmac: string } {
    return { addressHmac: this.indexOf(municipalityId, email) };
  }

  @Answers(SUBJECTS.eraseFollowers, { from: ['notifications'] })
  async erase(@Message() { municipalityId, ids }: EraseFollowers): Promise<{ readonly erased: number }> {
    const names = ids.flatMap((subject) =>
      (['reporter', 'text'] as const).map((purpose) => ({ municipalityId, subject, purpose })),
    );
    await this.parts.keyring.destroy(names);
    return { erased: ids.length };
  }

  /** Another than the index of reporters, so that nobody joins who reported to who follows. */
  private indexOf(municipalityId: string, email: string): string {
    return this.parts.blindIndex.contact(`${municipalityId} follows`, email);
  }
}
