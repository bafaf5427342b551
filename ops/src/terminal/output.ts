/** Whoever read our output has closed it: there is nobody left to tell. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** What a command has to say: for people, or one JSON value a line for machines. What is not the result goes to standard error. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly out: NodeJS.WritableStream,
    private readonly err: NodeJS.WritableStream,
  ) {}

  /** The result, or one of a stream of results. Waits while the reader is slow. */
  async say(value: object, forPeople: () => string): Promise<void> {
    const line = `${this.json ? JSON.stringify(value) : forPeople()}\n`;
    await new Promise<void>((resolve, reject) => this.out.write(line, (error) => (error ? reject(error) : resolve())));
  }

  /** Beside the result; machines do not need it. */
  remark(text: string): void {
    if (!this.json) this.err.write(`${text}\n`);
  }

  /** Why it did not work. Machines find it where they look for the result. */
  complain(code: string, message: string): void {
    if (this.json) this.out.write(`${JSON.stringify({ error: { code, message } })}\n`);
    else this.err.write(`sportello: ${message}\n`);
  }
}
