import { ListCursors } from './list-cursors';

const cursors = new ListCursors(Buffer.alloc(32, 1));
const place = { keys: [0, '2026-03-02T09:00:00.000Z', '7K3M9QX2ZDE'], page: 2 };
const list = { municipalityId: 'borgo-prova', reader: 'urp', sort: 'overdue', status: ['assigned'] };

describe('the cursor of a list', () => {
  it('says where the list stood, to whom it was given and for the same question', () => {
    const cursor = cursors.write(place, list);
    expect(cursor).toMatch(/^[\w.-]+$/);
    const inAnotherOrder = { status: ['assigned'], sort: 'overdue', reader: 'urp', municipalityId: 'borgo-prova' };
    expect(cursors.read(cursor, inAnotherOrder)).toEqual(place);
  });

  it.each([
    { ...list, reader: 'verde' },
    { ...list, municipalityId: 'altrove' },
    { ...list, status: ['resolved'] },
    { ...list, category: 'trees' },
    {},
  ])('opens nothing for %j', (another) => {
    expect(cursors.read(cursors.write(place, list), another)).toBeUndefined();
  });

  it('is refused when anything of it was changed, or another installation made it', () => {
    const cursor = cursors.write(place, list);
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      // The last character of a MAC holds two bits that stand for nothing.
      if (at < cursor.length - 1) expect(cursors.read(changed, list)).toBeUndefined();
    }
    for (const wrong of ['', '.', 'abc', `${cursor}.`, `${cursor} `, cursor.slice(1), `x.${'A'.repeat(22)}`])
      expect(cursors.read(wrong, list)).toBeUndefined();
    expect(new ListCursors(Buffer.alloc(32, 2)).read(cursor, list)).toBeUndefined();
  });
});
