import { LineReader, LineTooLong, readReplyLine, readRequest, writeLine } from './protocol';

const request = {
  id: '1',
  subject: 'reports.projections',
  payload: {},
  metadata: { correlationId: 'c', causationId: 'c' },
  timeoutMs: 5_000,
};

describe('Lines of the operators’ socket', () => {
  it('are whole however the bytes come, also in the middle of a character', () => {
    const bytes = Buffer.from('{"è":1}\n{}\n{"half');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new LineReader();
      const lines = [...reader.take(bytes.subarray(0, cut)), ...reader.take(bytes.subarray(cut))];
      expect(lines).toEqual(['{"è":1}', '{}']);
    }
  });

  it('may be as long as the limit and no longer, ended or not', () => {
    expect(new LineReader(5).take(Buffer.from('12345\n12345\n'))).toEqual(['12345', '12345']);
    expect(() => new LineReader(5).take(Buffer.from('123456\n'))).toThrow(LineTooLong);
    const reader = new LineReader(5);
    reader.take(Buffer.from('123'));
    expect(() => reader.take(Buffer.from('456'))).toThrow(LineTooLong);
  });

  it('hold a request, read back as it was written', () => {
    expect(readRequest(writeLine(request))).toEqual(request);
    const command = { ...request, metadata: { ...request.metadata, commandId: 'x' } };
    expect(readRequest(writeLine(command))).toEqual(command);
  });

  it.each([
    'nothing',
    '[]',
    'null',
    JSON.stringify({ ...request, id: 1 }),
    JSON.stringify({ ...request, id: 'x'.repeat(101) }),
    JSON.stringify({ ...request, payload: [] }),
    JSON.stringify({ ...request, timeoutMs: 0 }),
    JSON.stringify({ ...request, timeoutMs: 1e9 }),
    JSON.stringify({ ...request, metadata: {} }),
  ])('that are no request are none: %s', (line) => {
    expect(readRequest(line)).toBeUndefined();
  });

  it('that are no reply are none', () => {
    expect(readReplyLine('{"id":"1"}')).toBeUndefined();
    expect(readReplyLine('{"id":"1","reply":{"ok":true}}')).toEqual({ id: '1', reply: { ok: true } });
  });
});
