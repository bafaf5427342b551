import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { WorkQueueQuery } from './work-queue.dto';

/** The top-level fields that are refused. */
function refused(plain: object): string[] {
  const query = plainToInstance(WorkQueueQuery, plain);
  return validateSync(query, { whitelist: true, forbidNonWhitelisted: true }).map((error) => error.property);
}

describe('The query of the work queue', () => {
  it('sorts and filters by known words', () => {
    const known = { sort: '-dueBy', overdue: 'true', department: 'roads', assignee: 'a-1', type: 'issue' };
    expect(refused({ ...known, channel: 'web', priority: 'high', since: '2026-03-01T00:00:00Z' })).toEqual([]);
    const unknown = { sort: 'dueBy; drop', overdue: '1', assignee: "'", type: 'x', channel: 'x', priority: 'x' };
    expect(refused({ ...unknown, since: 'monday', until: 'sunday' }).sort()).toEqual(
      ['assignee', 'channel', 'overdue', 'priority', 'since', 'sort', 'type', 'until'].sort(),
    );
  });

  it.each([['assigned,in_progress'], [['assigned', 'in_progress']], [['assigned,in_progress']]])(
    'takes several states as an address bar or a message writes them: %j',
    (status) => {
      expect(plainToInstance(WorkQueueQuery, { status }).status).toEqual(['assigned', 'in_progress']);
      expect(refused({ status })).toEqual([]);
    },
  );

  it.each([[''], [[]], ['assigned,'], ['assigned,closed'], [{ 0: 'assigned' }], [Array(9).fill('assigned')], [[null]]])(
    'refuses the states %j',
    (status) => {
      expect(refused({ status })).toEqual(['status']);
    },
  );
});
