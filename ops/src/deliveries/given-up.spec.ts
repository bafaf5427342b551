import { givenUp } from './dead-letters.command';

describe('What is told of dead letters that were given up', () => {
  it('names those that were left, also for people', () => {
    expect(givenUp(250, 0)).toBe('250 messages were given up for good.');
    expect(givenUp(248, 2)).toContain('2 were left alone');
  });
});
