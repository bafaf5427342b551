import { randomId, traceOf } from './trace';

describe('the trace of a request', () => {
  it('is the caller’s, when it sent a valid one', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(traceOf({ headers: { traceparent } })).toEqual({ id: '4bf92f3577b34da6a3ce929d0e0e4736', traceparent });
  });

  it.each(['00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'ff-1', '', `00-${'a'.repeat(400)}-b-01`])(
    'is our own instead of %s',
    (traceparent) => {
      const trace = traceOf({ headers: { traceparent } });
      expect(trace).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    },
  );

  it('is one for each request, however often it is asked for', () => {
    const request = { headers: {} };
    expect(traceOf(request)).toBe(traceOf(request));
    expect(new Set(Array.from({ length: 1_000 }, randomId)).size).toBe(1_000);
  });
});
