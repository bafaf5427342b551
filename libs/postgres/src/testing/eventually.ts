const DEADLINE_MS = 15_000;

/** Waits until the condition holds, looking every `everyMs` (10). @throws Error after fifteen seconds */
export async function eventually(condition: () => boolean | Promise<boolean>, everyMs = 10): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${condition.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
