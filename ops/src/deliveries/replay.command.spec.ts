import type { ReplayedDelivery } from '@sportello/contracts/words';
import { differs } from './replay.command';

describe('Plan and record of a message', () => {
  it.each<[ReplayedDelivery['planned'], ReplayedDelivery['recorded'], boolean]>([
    ['due', 'none', true],
    ['due', 'sent', false],
    ['due', 'dead', false],
    ['due', 'blanked', false],
    ['due', 'suppressed', false],
    ['suppressed', 'none', false],
    ['suppressed', 'suppressed', false],
    ['suppressed', 'sent', true],
  ])('planned %s, recorded %s: %s', (planned, recorded, expected) => {
    expect(differs({ planned, recorded })).toBe(expected);
  });
});
