import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { StoredFileMissing, type AttachmentStore } from '../store/attachment-store';

/** What every store of files must do, whichever it is. */
export function describeStore(
  what: string,
  open: () => Promise<{ store: AttachmentStore; close: () => Promise<void> }>,
): void {
  describe(what, () => {
    let store: AttachmentStore;
    let close: () => Promise<void>;
    beforeAll(async () => ({ store, close } = await open()));
    afterAll(() => close());

    const aName = (): string => `borgo-esempio/${randomUUID()}.original`;
    const put = (name: string, content: Buffer, bytes = content.length): Promise<void> =>
      store.put(name, Readable.from([content], { objectMode: false }), bytes);
    const read = async (name: string): Promise<Buffer> => buffer(await store.open(name));

    it.each([0, 1, 70_000, 5_000_000])('gives back a file of %d bytes as it was put', async (length) => {
      const [name, content] = [aName(), randomBytes(length)];
      await put(name, content);
      expect((await read(name)).equals(content)).toBe(true);
    });

    it('puts a file again in the place of itself', async () => {
      const name = aName();
      await put(name, Buffer.from('one'));
      await put(name, Buffer.from('another'));
      expect((await read(name)).toString()).toBe('another');
    });

    it('keeps nothing of a file that breaks off, that is too short or too long', async () => {
      const [broken, short, long] = [aName(), aName(), aName()];
      const breaking = Readable.from(
        (function* () {
          yield Buffer.alloc(1000);
          throw new Error('the line went dead');
        })(),
        { objectMode: false },
      );
      await expect(store.put(broken, breaking, 2000)).rejects.toThrow();
      await expect(put(short, Buffer.alloc(1000), 1001)).rejects.toThrow();
      await expect(put(long, Buffer.alloc(1000), 999)).rejects.toThrow();
      for (const name of [broken, short, long]) await expect(store.open(name)).rejects.toThrow(StoredFileMissing);
    });

    it('leaves an elder file as it was when its successor breaks off', async () => {
      const name = aName();
      await put(name, Buffer.from('elder'));
      await expect(put(name, Buffer.alloc(10), 11)).rejects.toThrow();
      expect((await read(name)).toString()).toBe('elder');
    });

    it('removes a file, also one that is not there', async () => {
      const name = aName();
      await put(name, Buffer.from('one'));
      await store.remove(name);
      await store.remove(name);
      await expect(store.open(name)).rejects.toThrow(StoredFileMissing);
    });

    it.each([
      '../master.key',
      '/etc/passwd',
      'borgo/../../x.original',
      'borgo-esempio/x.original',
      `borgo-esempio/${randomUUID()}.exe`,
      '',
    ])('takes the name %p for none of its own', async (name) => {
      await expect(put(name, Buffer.from('x'))).rejects.toThrow('Not the name');
      await expect(store.open(name)).rejects.toThrow('Not the name');
      await expect(store.remove(name)).rejects.toThrow('Not the name');
    });

    it('takes twenty files at once', async () => {
      const names = Array.from({ length: 20 }, aName);
      await Promise.all(names.map((name, n) => put(name, Buffer.alloc(100_000, n))));
      const all = await Promise.all(names.map(read));
      expect(all.map((content, n) => content.equals(Buffer.alloc(100_000, n)))).toEqual(names.map(() => true));
    });
  });
}
