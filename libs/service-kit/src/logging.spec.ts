import { Writable } from 'node:stream';
import { createLogger, describeError, nestLogger } from './logging';

function written(): { readonly lines: () => Record<string, unknown>[]; readonly destination: Writable } {
  const chunks: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { destination, lines: () => chunks.map((chunk) => JSON.parse(chunk) as Record<string, unknown>) };
}

describe('The log', () => {
  it('is lines of JSON that name the service and the level', () => {
    const { destination, lines } = written();
    createLogger({ service: 'reports', level: 'info', destination }).info({ code: 'X' }, 'Submitted');
    expect(lines()).toEqual([
      { level: 'info', time: expect.any(String), service: 'reports', code: 'X', msg: 'Submitted' },
    ]);
  });

  it('cuts secrets and personal data out of what it is given, two levels deep', () => {
    const { destination, lines } = written();
    const logger = createLogger({ service: 'gateway', level: 'info', destination });
    const secret = 'anna.rossi@example.org';
    logger.info(
      { password: secret, headers: { authorization: secret, cookie: secret, 'x-report-token': secret } },
      'one',
    );
    logger.info(
      {
        req: { headers: { 'x-report-token': secret } },
        reporter: { name: secret },
        email: secret,
        mail: { to: secret },
      },
      'two',
    );
    expect(JSON.stringify(lines())).not.toContain(secret);
  });

  it('tells where a request went without its query, and without the token of who follows a report', () => {
    const { destination, lines } = written();
    const logger = createLogger({ service: 'gateway', level: 'info', destination });
    const token = 'f'.repeat(43);
    for (const url of [`/follows/${token}/confirmation?lang=it`, `/api/v1/follows/${token}`, '/api/v1/reports?q=anna'])
      logger.info({ req: { method: 'GET', url } }, 'one');
    expect(lines().map(({ req }) => req)).toMatchObject([
      { path: '/follows/[token]/confirmation' },
      { path: '/api/v1/follows/[token]' },
      { path: '/api/v1/reports' },
    ]);
  });

  it('tells type, message and stack of an error, and nothing that a driver hung on it', () => {
    const error = Object.assign(new Error('no way to anna@example.org'), {
      code: 'ECONNREFUSED',
      detail: 'Key (email)=(anna@example.org) already exists.',
      parameters: ['anna@example.org'],
      cause: new Error('at postgres://owner:hunter2@db/sportello'),
    });
    const { destination, lines } = written();
    createLogger({ service: 'gateway', level: 'info', destination }).error({ err: error }, 'Failed');
    expect(lines()[0]?.['err']).toMatchObject({
      type: 'Error',
      code: 'ECONNREFUSED',
      message: 'no way to [address]',
      stack: expect.stringMatching(/^ {4}at /),
      cause: { type: 'Error' },
    });
    expect(JSON.stringify(lines())).not.toMatch(/anna|hunter2/);
  });

  it.each([
    ['PostgreSQL', Object.assign(new Error('invalid input syntax for type uuid: "Anna Rossi"'), { code: '22P02' })],
    ['the JSON parser', new SyntaxError('Unexpected token A in JSON: "Anna Rossi"')],
  ])('keeps to itself the message of %s, which quotes what it refuses', (_, error) => {
    const { destination, lines } = written();
    const failure = new Error('The event could not be written', { cause: error });
    createLogger({ service: 'reports', level: 'info', destination }).error({ err: failure }, 'Failed');
    expect(lines()[0]?.['err']).toMatchObject({
      message: 'The event could not be written',
      cause: { message: '[cut]' },
    });
    expect(JSON.stringify(lines())).not.toContain('Anna');
  });

  it('does not print what was thrown when it was no error: it could be anything', () => {
    expect(describeError('anna@example.org')).toEqual({ type: 'string', message: '[not an Error]' });
  });

  it('keeps Nest’s chatter for those who debug, and its errors for everybody', () => {
    const { destination, lines } = written();
    const nest = nestLogger(createLogger({ service: 'gateway', level: 'info', destination }));
    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    nest.error(new Error('broken'), undefined, 'ExceptionsHandler');
    expect(lines()).toEqual([expect.objectContaining({ level: 'error', context: 'ExceptionsHandler', msg: 'Error' })]);
  });
});
