import { copyForPeople, readersOf } from './copied-readers';

const copied = { copied: 1_200, alreadyThere: 3, checkpoints: [] };

describe('The readers of an installation whose log was copied', () => {
  it('move to the copy only while they stand still and at a word', () => {
    expect(readersOf({ running: false, yes: true })).toBe('moved');
    expect(readersOf({ running: false, yes: false })).toBe('would-move');
    expect(readersOf({ running: true, yes: true })).toBe('not-moved-while-running');
    expect(readersOf({ running: true, yes: false })).toBe('not-moved-while-running');
  });

  it('are told of: what was done, what would be, and with which word', () => {
    expect(copyForPeople(copied, 'would-move')).toMatch(/^1,200 events copied, 3 were.*would move to the copy.*--yes/s);
    expect(copyForPeople(copied, 'not-moved-while-running')).toMatch(/stop it and copy once more with --yes/);
    const ahead = { schema: 'notifications', name: 'report-feed', outcome: 'ahead' } as const;
    expect(copyForPeople({ ...copied, checkpoints: [ahead] }, 'moved')).toMatch(/report-feed of notifications knows/);
  });
});
