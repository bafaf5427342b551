import type { Retention } from './municipality';
import { DemoWithSection } from './testing/demo-with-section';

describe('How long things are kept, in a municipality’s file,', () => {
  let demo: DemoWithSection;
  beforeAll(async () => {
    demo = await DemoWithSection.open('retention');
  });
  afterAll(() => demo.close());

  const read = async (written?: string): Promise<Retention | undefined> => (await demo.read(written)).retention;

  it('is for ever when nothing is said, else as long as is said', async () => {
    expect(await read()).toBeUndefined();
    expect(await read('reporter: P2Y\ntexts: P5Y6M')).toEqual({ reporter: 'P2Y', texts: 'P5Y6M' });
    expect(await read('texts: P520W')).toEqual({ texts: 'P520W' });
  });

  it.each([
    ['reporter: P10D', 1, 'P10D is less than 30 days'],
    ['texts: P5Y\nreporter: P1M', 2, 'P1M is no longer than the 30 days in which a report may be reopened'],
    ['texts: P101Y', 1, 'P101Y is more than 100 years'],
    ['reporter: PT48H', 1, 'retention.reporter must match pattern'],
    ['reporter: P', 1, 'retention.reporter must match pattern'],
    ['reporter: two years', 1, 'retention.reporter must match pattern'],
    ['reporter: 2', 1, 'retention.reporter must be string'],
    ['files: P2Y', 1, 'retention must not have the property files'],
  ])('with %s is refused with its line', async (written, below, reason) => {
    await expect(read(written)).rejects.toThrow(`borgo.yaml:${demo.line + below}: ${reason}`);
  });
});
