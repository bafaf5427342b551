import { Circuit } from './circuit';

describe('the circuit to the mail server', () => {
  it('waits longer with each failure up to a limit, and forgets all of it with the first success', () => {
    let now = 0;
    const circuit = new Circuit({ baseMs: 1_000, maxMs: 5_000, now: () => now });
    expect([circuit.remaining(), circuit.probing, circuit.closedBecause]).toEqual([0, false, undefined]);
    expect([1, 2, 3, 4].map(() => circuit.failed('mail-econnection'))).toEqual([1_000, 2_000, 4_000, 5_000]);
    expect(circuit.remaining()).toBe(5_000);
    now = 5_000;
    expect([circuit.remaining(), circuit.probing, circuit.closedBecause]).toEqual([0, true, 'mail-econnection']);
    circuit.succeeded();
    expect([circuit.probing, circuit.closedBecause, circuit.failed('again')]).toEqual([false, undefined, 1_000]);
  });
});
