import { SUBJECTS, type FollowOfAddress, type SubscriptionOfAddress } from '@sportello/contracts';
import { queryContext, type Caller } from '../caller/caller';
import type { Services } from '../caller/services';

/** What is kept of an address besides reports. */
export interface AddressRecords {
  readonly follows: readonly FollowOfAddress[];
  /** One at most. */
  readonly newsletter: readonly SubscriptionOfAddress[];
}

/** What services other than that of the reports keep of an address, in the Comune of the caller: what it follows, and its newsletter. */
export class AddressBook {
  constructor(private readonly services: Services) {}

  /** Nothing of somebody who is known by telephone. @throws Problem */
  async read(email: string | undefined, caller: Caller): Promise<AddressRecords> {
    if (email === undefined) return { follows: [], newsletter: [] };
    const context = queryContext(caller);
    const [follows, newsletter] = await Promise.all([
      this.services.ask<readonly FollowOfAddress[]>(SUBJECTS.followsOfAddress, { email }, context),
      this.services.ask<readonly SubscriptionOfAddress[]>(SUBJECTS.subscriptionOfAddress, { email }, context),
    ]);
    return { follows, newsletter };
  }

  /** Repeating it is harmless. @throws Problem */
  async forget(email: string | undefined, caller: Caller): Promise<void> {
    if (email === undefined) return;
    const context = queryContext(caller);
    await Promise.all([
      this.services.ask(SUBJECTS.forgetFollower, { email }, context),
      this.services.ask(SUBJECTS.forgetSubscriber, { email }, context),
    ]);
  }
}
