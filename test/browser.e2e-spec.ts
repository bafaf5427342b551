import { Browser } from './support/browser';
import { aReport, Door } from './support/door';
import { eventually } from '@sportello/event-sourcing/testing';
import { Product, temporaryDataDir } from './support/product';

/** What the list of steps says, and whether each has its time. */
function stepsIn(html: string): readonly string[] {
  const list = /id="steps"[^>]*>([\s\S]*?)<\/ol>/.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<li>[\s\S]*?<strong>(.*?)<\/strong>[\s\S]*?<time datetime="(.*?)">/g)].map(
    ([, label, at]) => `${label} ${Number.isNaN(Date.parse(String(at))) ? 'undated' : 'dated'}`,
  );
}

describe('The status page in a real browser', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let product: Product;
  let chromium: Browser;

  beforeAll(async () => {
    data = await temporaryDataDir();
    product = await Product.start({ dataDir: data.path });
    chromium = await Browser.open();
  });

  afterAll(async () => {
    await chromium.close();
    await product.dispose();
    await data.remove();
  });

  it('shows to who has the link of the mail the text and the four dated steps, to others no text', async () => {
    const door = new Door(product.url);
    const [operator, roads] = [await door.signIn('urp@demo.it'), await door.signIn('strade@demo.it')];
    const { body } = await door.post(
      '/api/v1/reports',
      aReport({ private: true, reporter: { email: 'b@example.org' } }),
    );
    const path = `/api/v1/reports/${String(body['code'])}`;
    const reportToken = String(body['trackingToken']);
    await door.ask('PUT', `${path}/assignment`, { body: { departmentId: 'roads' }, token: operator });
    await door.post(`${path}/start`, {}, { token: roads });
    await door.post(`${path}/resolve`, { outcome: 'fixed', note: 'Buca <chiusa>.' }, { token: roads });
    await eventually(
      () => door.get(path, { reportToken }),
      (page) => page.body['status'] === 'resolved',
    );

    const page = `${product.url}/r/${String(body['code'])}?lang=it`;
    const shown = async (url: string): Promise<string> =>
      eventually(await chromium.visit(url), (html) => stepsIn(html).length > 0);
    const own = await shown(`${page}#${encodeURIComponent(reportToken)}`);
    const labels = ((await door.get(path, { reportToken })).body['timeline'] as { readonly label: string }[]).map(
      ({ label }) => `${label} dated`,
    );
    expect(labels).toHaveLength(4);
    expect(stepsIn(own)).toEqual(labels);
    expect(own).toContain('Buca in via Roma');
    expect(own).toContain('Buca &lt;chiusa&gt;.');

    const without = await shown(page);
    expect(stepsIn(without)).toEqual(labels);
    expect(without).not.toContain('Buca in via Roma');
  });
});
