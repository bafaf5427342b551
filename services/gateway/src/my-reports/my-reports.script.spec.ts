import { fakePage, settled, type FakePage } from '../testing/fake-page';
import { MY_REPORTS_SCRIPT } from './my-reports.script';

const TEXTS = { asked: 'In arrivo', none: 'Nessuna', expired: 'Scaduto', unreachable: 'Non risponde' };
const TOKEN = 'head.claims.signature';

function open(answers: { readonly status: number; readonly body?: object }[], hash = `#${TOKEN}`): FakePage {
  const given = { language: 'it', timeZone: 'Europe/Rome', municipality: 'borgo', texts: TEXTS };
  return fakePage(MY_REPORTS_SCRIPT, given, answers, hash);
}

const report = (code: string, subject?: string): object => ({
  code,
  statusLabel: 'Inviata',
  submittedAt: '2026-03-02T09:00:00.000Z',
  ...(subject === undefined ? {} : { subject }),
  links: { page: `https://borgo.example/r/${code}#t` },
});
const shown = ({ element }: FakePage): readonly string[] =>
  ['opening', 'asking', 'reports', 'more'].filter((id) => !element(id).hidden);

describe('the script of the page of one’s own reports', () => {
  it('asks for nothing until the button is pressed', async () => {
    const page = open([]);
    await settled();
    expect([page.asked, shown(page)]).toEqual([[], ['opening']]);
    expect(page.links[0]?.hash).toBe(`#${TOKEN}`);
  });

  it('shows them then, as text, and those behind them when asked for more', async () => {
    const page = open([
      { status: 200, body: { items: [report('A', '<b>Buca</b>')], total: 2, next: 'further on' } },
      { status: 200, body: { items: [report('B')], total: 2 } },
    ]);
    await page.element('opening').submit();
    await settled();
    expect(shown(page)).toEqual(['reports', 'more']);
    expect(page.element('reports').textContent).toMatch(/<b>Buca<\/b> A · Inviata · 2 marzo 2026/);
    await page.element('more').submit();
    await settled();
    expect(page.element('reports').textContent).toMatch(/Buca.* B B · Inviata/);
    expect(shown(page)).toEqual(['reports']);
    expect(page.asked.map(({ url, method, headers }) => [url, method, headers['Authorization']])).toEqual([
      ['/api/v1/my-reports?lang=it', undefined, `Bearer ${TOKEN}`],
      ['/api/v1/my-reports?lang=it&cursor=further%20on', undefined, `Bearer ${TOKEN}`],
    ]);
  });

  it('offers another link when this one expired', async () => {
    const page = open([{ status: 401 }]);
    await page.element('opening').submit();
    await settled();
    expect([page.element('message').textContent, shown(page)]).toEqual(['Scaduto', ['asking']]);
  });

  it('lets the button be pressed again when nothing answers', async () => {
    const page = open([{ status: 0 }]);
    await page.element('opening').submit();
    await settled();
    expect([page.element('message').textContent, shown(page)]).toEqual(['Non risponde', ['opening']]);
  });

  it('asks for a link, again under the same key when it could not be sent', async () => {
    const page = open([{ status: 0 }, { status: 202, body: { state: 'asked' } }], '');
    expect(shown(page)).toEqual(['asking']);
    page.element('email').value = ' ada@example.org ';
    await page.element('asking').submit();
    expect(page.element('message').textContent).toBe('Non risponde');
    await page.element('asking').submit();
    expect([page.element('message').textContent, shown(page)]).toEqual(['In arrivo', []]);
    expect(page.asked.map(({ url, method, body }) => [url, method, body])).toEqual(
      Array(2).fill(['/api/v1/my-reports?lang=it', 'POST', JSON.stringify({ email: 'ada@example.org' })]),
    );
    const [first, second] = page.asked.map(({ headers }) => headers['Idempotency-Key']);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
  });
});
