import { pageLinks } from './links';

describe('the links of a list', () => {
  it('keep the other parameters and lead to the pages that are there', () => {
    expect(pageLinks('/api/v1/reports?q=buca&page=2', { page: 2, pageSize: 10, total: 35 })).toBe(
      '</api/v1/reports?q=buca&page=1&pageSize=10>; rel="first", ' +
        '</api/v1/reports?q=buca&page=1&pageSize=10>; rel="prev", ' +
        '</api/v1/reports?q=buca&page=3&pageSize=10>; rel="next", ' +
        '</api/v1/reports?q=buca&page=4&pageSize=10>; rel="last"',
    );
  });

  it('of an empty list name its only page', () => {
    expect(pageLinks('/api/v1/reports', { page: 1, pageSize: 20, total: 0 })).toBe(
      '</api/v1/reports?page=1&pageSize=20>; rel="first", </api/v1/reports?page=1&pageSize=20>; rel="last"',
    );
  });

  it('beyond the end lead back to the last page', () => {
    expect(pageLinks('/x', { page: 9, pageSize: 20, total: 30 })).toContain('</x?page=2&pageSize=20>; rel="prev"');
  });
});
