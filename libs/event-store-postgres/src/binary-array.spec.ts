import { booleanArray, integerArray, textArray, uuidArray } from './binary-array';

/** One dimension, no nulls, the element type, the count, lower bound 1. */
function header(oid: number, count: number): string {
  return [1, 0, oid, count, 1].map((word) => word.toString(16).padStart(8, '0')).join('');
}

describe('Arrays in the binary format of PostgreSQL', () => {
  it('hold text as UTF-8 with its length in bytes', () => {
    expect(textArray(['a"', 'è', '']).toString('hex')).toBe(`${header(25, 3)}00000002612200000002c3a800000000`);
  });

  it('hold integers, booleans and UUIDs in network order', () => {
    expect(integerArray([1, -1]).toString('hex')).toBe(`${header(23, 2)}000000040000000100000004ffffffff`);
    expect(booleanArray([true, false]).toString('hex')).toBe(`${header(16, 2)}00000001010000000100`);
    expect(uuidArray(['00112233-4455-6677-8899-aabbccddeeff']).toString('hex')).toBe(
      `${header(2950, 1)}0000001000112233445566778899aabbccddeeff`,
    );
  });
});
