import { START } from '@sportello/event-sourcing';
import { formatPosition, parsePosition } from './position';

describe('Positions', () => {
  it('have a string order that is number order', () => {
    const positions = [0, 1, 9, 10, 99, 100, 123_456_789, Number.MAX_SAFE_INTEGER].map((position) =>
      formatPosition(position),
    );
    expect([...positions].sort()).toEqual(positions);
    expect(START < formatPosition(0)).toBe(true);
    expect(positions.map(parsePosition)).toEqual([0, 1, 9, 10, 99, 100, 123_456_789, Number.MAX_SAFE_INTEGER]);
  });

  it.each(['5', 'x'.repeat(19), `${'0'.repeat(18)}x`, '12/34'])('that another log gave are refused: %s', (position) => {
    expect(() => parsePosition(position)).toThrow('Not a position of a log in PostgreSQL');
  });

  it('begin before the first event', () => {
    expect(parsePosition(START)).toBe(0);
  });
});
