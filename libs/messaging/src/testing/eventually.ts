/** Waits until `condition` gives a value that is not false or undefined. @throws Error when it does not within `milliseconds` */
export async function eventually<Value>(
  condition: () => Value | false | undefined | Promise<Value | false | undefined>,
  milliseconds = 10_000,
): Promise<Value> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not so within ${milliseconds} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
