import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import * as dtos from './report-commands.dto';
import { commandOn, SubmitReportMessage } from './report-messages.dto';

const { SubmitReport } = dtos;

/** The dotted paths of the fields that are refused. */
function refused(type: ClassConstructor<object>, plain: object): string[] {
  const paths = (errors: readonly ValidationError[], above = ''): string[] =>
    errors.flatMap(({ property, constraints, children = [] }) => [
      ...(constraints ? [above + property] : []),
      ...paths(children, `${above}${property}.`),
    ]);
  const message = plainToInstance(type, JSON.parse(JSON.stringify(plain)) as object);
  return paths(validateSync(message, { whitelist: true, forbidNonWhitelisted: true }));
}

const aReport = {
  type: 'issue',
  category: 'buche',
  subject: 'Una buca in via Roma',
  description: 'Profonda.\nDavanti al civico 12.',
  privacyAccepted: true,
};
const aReportWith = (fields: object) => refused(SubmitReport, { ...aReport, ...fields });

describe('The report that comes in', () => {
  it('needs no more than type, category, subject, description and the consent', () => {
    expect(aReportWith({})).toEqual([]);
    expect(refused(SubmitReport, {})).toEqual(['type', 'category', 'subject', 'description', 'privacyAccepted']);
    expect(aReportWith({ privacyAccepted: false })).toEqual(['privacyAccepted']);
    expect(aReportWith({ privacyAccepted: 'true' })).toEqual(['privacyAccepted']);
  });

  it.each([
    ['a NUL', 'Una buca\u0000 in via Roma'],
    ['a control character', 'Una buca\u001b[31m'],
    ['a C1 control', 'Una buca\u0085'],
    ['a carriage return', 'Una\rbuca'],
    ['a right-to-left override', 'Una \u202eacub'],
    ['a bidirectional isolate', 'Una \u2066buca'],
    ['a byte order mark inside', 'Una\ufeffbuca'],
    ['half a surrogate pair', 'Una buca \ud83d'],
    ['a number', 7],
    ['a list', ['Una buca']],
    ['an object', { text: 'Una buca' }],
  ])('may not say %s', (_, text) => {
    expect(aReportWith({ subject: text })).toEqual(['subject']);
    expect(aReportWith({ description: text })).toEqual(['description']);
    expect(aReportWith({ location: { address: text } })).toEqual(['location.address']);
    expect(aReportWith({ reporter: { name: text } })).toEqual(['reporter.name']);
    expect(aReportWith({ answers: { depth: text } })).toEqual(['answers']);
  });

  it('may say a whole emoji, accents, and several lines where lines are meant', () => {
    expect(aReportWith({ subject: 'Città: perché? 🚧', description: 'Una\r\ndue\n\ttre' })).toEqual([]);
    expect(aReportWith({ subject: 'Una\nbuca' })).toEqual(['subject']);
  });

  it('is tidied: trimmed, composed, lines ended by a line feed', () => {
    const tidy = plainToInstance(SubmitReport, { ...aReport, subject: '  Citta\u0300  ', description: 'a\r\nb' });
    expect([tidy.subject, tidy.description]).toEqual(['Città', 'a\nb']);
    const { answers } = plainToInstance(SubmitReport, {
      ...aReport,
      answers: { depth: '  Profondita\u0300\r\n\t1 m ' },
    });
    expect(answers).toEqual({ depth: 'Profondità\n\t1 m' });
  });

  it('keeps to its lengths', () => {
    expect(aReportWith({ subject: 'ab' })).toEqual(['subject']);
    expect(aReportWith({ subject: 'a'.repeat(200), description: 'b'.repeat(5000) })).toEqual([]);
    expect(aReportWith({ subject: 'a'.repeat(201) })).toEqual(['subject']);
    expect(aReportWith({ description: 'b'.repeat(4_000_000) })).toEqual(['description']);
    expect(aReportWith({ subject: '   a   ' })).toEqual(['subject']);
  });

  it('may say nothing that is not asked', () => {
    expect(aReportWith({ status: 'resolved' })).toEqual(['status']);
    expect(aReportWith({ reporter: { name: 'Maria', fiscalCode: 'X' } })).toEqual(['reporter.fiscalCode']);
    expect(refused(SubmitReport, JSON.parse('{"__proto__": {"type": "issue"}}') as object)).toContain('type');
  });

  it('treats null in a field that may be left out as left out', () => {
    expect(aReportWith({ private: null, location: null, answers: null, reporter: null })).toEqual([]);
    const read = plainToInstance(SubmitReport, {
      ...aReport,
      location: null,
      reporter: { email: null, name: 'Maria' },
    });
    expect([read.location, read.reporter?.email]).toEqual([undefined, undefined]);
  });
});

describe('The place of a report', () => {
  const place = (location: unknown) => aReportWith({ location });

  it('is coordinates, an address, or both', () => {
    expect(place({ lat: 41.4917, lon: 13.8314 })).toEqual([]);
    expect(place({ address: 'Via Roma 12' })).toEqual([]);
    expect(place({ lat: -90, lon: 180, address: 'Via Roma 12' })).toEqual([]);
    expect(place({})).toEqual(['location']);
    expect(place({ address: null })).toEqual(['location']);
  });

  it('has both coordinates or none', () => {
    expect(place({ lat: 41.4 })).toEqual(['location.lon']);
    expect(place({ lon: 13.8 })).toEqual(['location.lat']);
  });

  it.each([
    [91, 13],
    [-90.001, 13],
    ['41.4', 13],
    [null, 13],
    [[41], 13],
    [{}, 13],
  ])('has no latitude %j', (lat, lon) => {
    expect(place({ lat, lon })).toEqual(['location.lat']);
  });

  it('has no longitude beyond 180 degrees', () => {
    expect(place({ lat: 41, lon: 180.1 })).toEqual(['location.lon']);
  });

  it.each([
    ['text', 'Via Roma'],
    ['number', 1],
    ['list', [{ lat: 1, lon: 1 }]],
    ['empty list', []],
    ['flag', true],
  ])('is not a %s', (_, location) => {
    expect(place(location)).toEqual(['location']);
  });
});

describe('The contacts of who reports', () => {
  const contact = (reporter: object) => aReportWith({ reporter });

  it('are a name, an address, a number; at least one', () => {
    expect(
      contact({ name: 'Maria Esempio', email: 'maria@example.com', phone: '+39 0776 000000', language: 'it' }),
    ).toEqual([]);
    expect(contact({})).toEqual(['reporter']);
  });

  it.each([
    'maria',
    'maria@',
    'maria@example',
    'a\nb@example.com',
    'a\u0000b@example.com',
    'a\u202eb@example.com',
    'a@\u202eexample.com',
    7,
  ])('are not the e-mail address %j', (email) => {
    expect(contact({ email })).toEqual(['reporter.email']);
  });

  it.each(['12', 'telefono', '+39\u202e0776', '1'.repeat(26), 390776000000])('are not the number %j', (phone) => {
    expect(contact({ phone })).toEqual(['reporter.phone']);
  });
});

describe('The answers to the questions of a category', () => {
  it('are up to thirty texts by question id', () => {
    expect(aReportWith({ answers: { depth: 'dieci\ncentimetri', 'how-wide': '' } })).toEqual([]);
  });

  it.each([
    ['a list', ['a']],
    ['a text', 'a'],
    ['numbers', { depth: 1 }],
    ['deeper objects', { depth: { cm: '1' } }],
    ['strange ids', { 'Depth!': '1' }],
    ['control characters', { depth: 'a\u0007' }],
    ['direction characters', { depth: 'a\u202e' }],
    ['long texts', { depth: 'a'.repeat(1001) }],
    ['too many', Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`q${n}`, 'a']))],
  ])('are not %s', (_, answers) => {
    expect(aReportWith({ answers })).toEqual(['answers']);
  });
});

describe('A command message', () => {
  const Assign = commandOn(dtos.AssignReport);
  const body = { departmentId: 'roads' };
  const code = '00000000000';

  it('names a report and holds the body of its command', () => {
    expect(refused(Assign, { code, body })).toEqual([]);
    expect(refused(Assign, { code, body, expectedRevision: 3, reportToken: 'abc' })).toEqual([]);
    expect(refused(Assign, { code: '00000000001', body })).toEqual(['code']);
    expect(refused(Assign, { code, body: { departmentId: 'Roads!' } })).toEqual(['body.departmentId']);
    expect(refused(Assign, { code, body, expectedRevision: -1 })).toEqual(['expectedRevision']);
  });

  it.each([undefined, null, 'text', 7, true, [], [body]])('has no body %j', (other) => {
    expect(refused(Assign, { code, body: other })).toEqual(['body']);
    expect(refused(SubmitReportMessage, { code, channel: 'web', body: other })).toContain('body');
  });

  it('may have an empty body where the command has none', () => {
    expect(refused(commandOn(dtos.Nothing), { code, body: {} })).toEqual([]);
    expect(refused(commandOn(dtos.Nothing), { code, body: { note: 'a' } })).toEqual(['body.note']);
  });
});

describe('The bodies of the other commands', () => {
  it.each([
    [dtos.RateReport, { rating: 5 }, { rating: 6 }, 'rating'],
    [dtos.RateReport, { rating: 1 }, { rating: 1.5 }, 'rating'],
    [dtos.RateReport, { rating: 3, comment: 'Grazie' }, { rating: '3' }, 'rating'],
    [dtos.ResolveReport, { outcome: 'fixed' }, { outcome: 'done' }, 'outcome'],
    [dtos.ChangeDeadline, { dueBy: '2024-02-29T10:00:00Z' }, { dueBy: '2023-02-29T10:00:00Z' }, 'dueBy'],
    [dtos.PrioritiseReport, { priority: 'urgent' }, { priority: 'soon' }, 'priority'],
    [dtos.SetVisibility, { visibility: 'private' }, { visibility: 'hidden' }, 'visibility'],
    [dtos.MarkDuplicate, { of: '00000000000' }, { of: '00000000001' }, 'of'],
    [dtos.WithReason, { reason: 'Fuori dal Comune' }, { reason: '' }, 'reason'],
    [dtos.RequestInformation, { question: 'Dove?' }, { question: '\u0000' }, 'question'],
    [dtos.ProvideInformation, { answer: 'Qui' }, {}, 'answer'],
    [dtos.AddNote, { note: 'Visto', public: true }, { note: 'Visto', public: 'yes' }, 'public'],
    [dtos.CorrectReport, { location: { address: 'Via Roma' } }, { location: {} }, 'location'],
    [dtos.CorrectReport, { category: 'alberi', type: 'complaint' }, { type: 'wish' }, 'type'],
    [dtos.IntakeReport, { ...aReport, channel: 'phone' }, { ...aReport, channel: 'pigeon' }, 'channel'],
  ])('%p is held to its rules', (type: ClassConstructor<object>, good, bad, field) => {
    expect(refused(type, good)).toEqual([]);
    expect(refused(type, bad)).toEqual([field]);
  });
});
