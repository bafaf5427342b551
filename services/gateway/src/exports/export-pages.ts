import type { ExportFilters, ExportPage } from '@sportello/contracts';
import type { RequestContext } from '@sportello/messaging';
import type { Services } from '../caller/services';

/** One export: its first page is there, so that what is refused is refused before anything is written; the others are asked for as they are needed. */
export class ExportPages<Item> {
  private constructor(
    readonly version: string,
    private readonly first: ExportPage<Item>,
    private readonly ask: (after: ExportPage<Item>['next']) => Promise<ExportPage<Item>>,
  ) {}

  static async begin<Item>(
    services: Services,
    subject: string,
    filters: Pick<ExportFilters, keyof ExportFilters>,
    context: RequestContext,
  ): Promise<ExportPages<Item>> {
    const ask = (after: ExportPage<Item>['next']): Promise<ExportPage<Item>> =>
      services.ask(subject, { ...filters, ...(after === undefined ? {} : { after }) }, context);
    const first = await ask(undefined);
    return new ExportPages(first.version, first, ask);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Item[]> {
    yield this.first.items;
    for (let { next } = this.first; next !== undefined;) {
      const page = await this.ask(next);
      yield page.items;
      ({ next } = page);
    }
  }
}
