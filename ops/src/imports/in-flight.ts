/**
 * Does `work` for every item, at most `atOnce` at a time, and gives the results in the order of the items. Takes the next item only when there is
 * room. After a failure it begins nothing more, waits for what is under way and gives what came of that too. @throws what `work` throws first, in the
 * order of the items
 */
export async function* inFlight<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Its failure is told when its turn comes, not before.
      result.catch(() => undefined);
      running.push(result);
      if (running.length === atOnce) yield await next(running);
    }
    while (running.length > 0) yield await next(running);
  } catch (error) {
    // What came of the others was done, and counts.
    for (const settled of await Promise.allSettled(running.splice(0)))
      if (settled.status === 'fulfilled') yield settled.value;
    throw error;
  } finally {
    await Promise.allSettled(running);
  }
}

function next<Result>(running: Promise<Result>[]): Promise<Result> {
  const [first] = running.splice(0, 1);
  if (!first) throw new Error('Nothing is under way');
  return first;
}
