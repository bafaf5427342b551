import type { ListPage } from '@sportello/contracts';

/** The `Link` header of a page of a list (RFC 8288): first, prev, next, last, with the other parameters as they were. */
export function pageLinks(
  url: string,
  { page, pageSize, total }: Pick<ListPage<unknown>, 'page' | 'pageSize' | 'total'>,
): string {
  const [path = '', query = ''] = url.split('?', 2);
  const last = Math.max(1, Math.ceil(total / pageSize));
  const link = (number: number, relation: string): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(number));
    parameters.set('pageSize', String(pageSize));
    return `<${path}?${parameters.toString()}>; rel="${relation}"`;
  };
  return [
    link(1, 'first'),
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next')] : []),
    link(last, 'last'),
  ].join(', ');
}
