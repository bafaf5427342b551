import { START } from '@sportello/event-sourcing';
import { formatPosition, parsePosition } from './position';

describe('Positions in EventStoreDB', () => {
  it('have a string order that is log order', () => {
    const places = [
      ['0', '0'],
      ['9', '9'],
      ['10', '10'],
      ['10', '11'],
      ['11', '2'],
      ['9007199254740993', '9007199254740993'],
      ['9223372036854775807', '9223372036854775807'],
    ].map(([commit, prepare]) => ({ commit: commit!, prepare: prepare! }));
    const positions = places.map(formatPosition);
    expect([...positions].sort()).toEqual(positions);
    expect(START < positions[0]!).toBe(true);
    expect(positions.map(parsePosition)).toEqual(places);
  });

  it.each(['0000000000000000007', '5', '12/34', `${'0'.repeat(20)}/`, `${'0'.repeat(20)}/${'0'.repeat(19)}x`])(
    'that another kind of store gave are refused: %s',
    (position) => {
      expect(() => parsePosition(position)).toThrow('Not a position of a log in EventStoreDB');
    },
  );

  it('begin before the first event', () => {
    expect(parsePosition(START)).toBeUndefined();
  });
});
