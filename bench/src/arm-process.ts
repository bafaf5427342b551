import { fork, type ChildProcess } from 'node:child_process';

/** An arm in a process of its own, so that every arm has one Node to itself. */
export class ArmProcess<Order extends object, Answer extends object> {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts `file` and waits for its first message, at most a minute. */
  static async start<Order extends object, Answer extends object>(
    file: string,
    env: Record<string, string> = {},
  ): Promise<{ arm: ArmProcess<Order, Answer>; hello: Record<string, string> }> {
    const child = fork(file, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const arm = new ArmProcess<Order, Answer>(child);
    const hello = (await arm.message(60_000)) as Record<string, string>;
    return { arm, hello };
  }

  async ask(order: Order, timeoutMs = 600_000): Promise<Answer> {
    const answer = this.message(timeoutMs);
    this.child.send(order);
    const reply = await answer;
    if ('error' in reply) throw new Error(String(reply.error));
    return reply as Answer;
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private message(timeoutMs: number): Promise<object> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.child.off('message', onMessage).off('exit', onExit);
        finish();
      };
      const onMessage = (message: unknown): void => settle(() => resolve(message as object));
      const onExit = (code: number | null): void =>
        settle(() => reject(new Error(`An arm ended with code ${String(code)}`)));
      const timer = setTimeout(() => settle(() => reject(new Error('An arm did not answer in time'))), timeoutMs);
      this.child.on('message', onMessage).on('exit', onExit);
    });
  }
}
