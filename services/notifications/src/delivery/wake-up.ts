/** A pause that ends early when somebody calls. A call while nobody waits ends the next pause at once. */
export class WakeUp {
  private called = false;
  private end: (() => void) | undefined;

  call(): void {
    this.called = true;
    this.end?.();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.called = false;
        this.end = undefined;
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.end = finish;
      if (this.called) finish();
    });
  }
}
