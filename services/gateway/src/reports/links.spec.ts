import { pageLinks, queueLinks } from './links';

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

describe('the links of the work queue', () => {
  const queue = { page: 1, pageSize: 20, total: 45, atLeast: false, next: 'CURSOR' };

  it('lead on by cursor, and to numbered pages as long as nobody followed one', () => {
    expect(queueLinks('/q?sort=priority&page=1', queue)).toBe(
      '</q?sort=priority&page=1&pageSize=20>; rel="first", ' +
        '</q?sort=priority&cursor=CURSOR&pageSize=20>; rel="next", ' +
        '</q?sort=priority&page=3&pageSize=20>; rel="last"',
    );
    expect(queueLinks('/q?page=3', { page: 3, pageSize: 20, total: 45, atLeast: false })).toBe(
      '</q?page=1&pageSize=20>; rel="first", </q?page=2&pageSize=20>; rel="prev", </q?page=3&pageSize=20>; rel="last"',
    );
    expect(queueLinks('/q?cursor=OLD', { ...queue, page: 2 })).toBe(
      '</q?page=1&pageSize=20>; rel="first", </q?cursor=CURSOR&pageSize=20>; rel="next"',
    );
  });

  it('name no last page that was not counted', () => {
    expect(queueLinks('/q', { ...queue, atLeast: true })).not.toContain('last');
    expect(queueLinks('/q?page=700', { ...queue, page: 700, atLeast: true })).toContain('page=699');
  });
});
