import type { ListPage, WorkQueuePage } from '@sportello/contracts';

/** The `Link` header of a page of a list (RFC 8288): first, prev, next, last, with the other parameters as they were. */
export function pageLinks(
  url: string,
  { page, pageSize, total }: Pick<ListPage<unknown>, 'page' | 'pageSize' | 'total'>,
): string {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const to = (number: number): Change => ({ page: String(number), pageSize: String(pageSize) });
  return links(url, [
    ['first', to(1)],
    ...(page > 1 ? [['prev', to(Math.min(page - 1, last))] as const] : []),
    ...(page < last ? [['next', to(page + 1)] as const] : []),
    ['last', to(last)],
  ]);
}

/** Of a list with cursors: next leads on from what was shown, whatever has changed since; prev and last only where pages have numbers. */
export function queueLinks(
  url: string,
  { page, pageSize, total, atLeast, next }: Pick<WorkQueuePage, 'page' | 'pageSize' | 'total' | 'atLeast' | 'next'>,
): string {
  const numbered = !new URLSearchParams(url.split('?', 2)[1]).has('cursor');
  const last = Math.max(1, Math.ceil(total / pageSize));
  const to = (number: number): Change => ({ page: String(number), pageSize: String(pageSize), cursor: undefined });
  return links(url, [
    ['first', to(1)],
    ...(numbered && page > 1 ? [['prev', to(atLeast ? page - 1 : Math.min(page - 1, last))] as const] : []),
    ...(next === undefined ? [] : [['next', { cursor: next, pageSize: String(pageSize), page: undefined }] as const]),
    ...(numbered && !atLeast ? [['last', to(last)] as const] : []),
  ]);
}

/** Parameters of an address that become others, or go. */
type Change = Readonly<Record<string, string | undefined>>;

function links(url: string, relations: readonly (readonly [relation: string, change: Change])[]): string {
  const [path = '', query = ''] = url.split('?', 2);
  return relations
    .map(([relation, change]) => {
      const parameters = new URLSearchParams(query);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined) parameters.delete(name);
        else parameters.set(name, value);
      }
      return `<${path}?${parameters.toString()}>; rel="${relation}"`;
    })
    .join(', ');
}
