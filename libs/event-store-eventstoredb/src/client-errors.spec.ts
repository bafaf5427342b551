import {
  EventStoreUnavailable,
  EventTooLarge,
  ExpectedRevisionConflict,
  InvalidEvent,
} from '@sportello/event-sourcing';
import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { AppendNotDone, asPortError, failAppend, isServerTimeout, leavesClientUsable } from './client-errors';

function notLeader(): NotLeaderError {
  const metadata = new Metadata();
  metadata.set('leader-endpoint-host', 'log2.comune.example');
  metadata.set('leader-endpoint-port', '2113');
  const error: ServiceError = Object.assign(new Error('Not the leader'), {
    code: status.NOT_FOUND,
    details: '',
    metadata,
  });
  return new NotLeaderError(error);
}

describe('What goes wrong with EventStoreDB', () => {
  it.each<[string, Error, new (...args: never[]) => Error, boolean]>([
    ['no server', new UnavailableError(), EventStoreUnavailable, false],
    ['no answer in time', new DeadlineExceededError(), EventStoreUnavailable, false],
    ['a call that was cut off', new CancelledError(), EventStoreUnavailable, false],
    ['a server that gave up', new TimeoutError(), EventStoreUnavailable, false],
    ['a failure that says nothing', new UnknownError(), EventStoreUnavailable, false],
    ['what is no error of the client', new Error('socket hang up'), EventStoreUnavailable, false],
    ['a node that lost the lead', notLeader(), EventStoreUnavailable, true],
    ['an account without rights', new AccessDeniedError(), EventStoreUnavailable, true],
    ['a stream that was deleted', new StreamDeletedError(undefined, 'report-a_1'), InvalidEvent, true],
    ['an append that took the server too long', new AppendNotDone('late', 'timed out'), AppendNotDone, true],
    ['a node that takes no appends', new AppendNotDone('no leader', 'not taking appends'), AppendNotDone, false],
    ['an append too large', new EventTooLarge(9), EventTooLarge, true],
    ['a stream at another revision', new ExpectedRevisionConflict('report-a_1', 0, 1), ExpectedRevisionConflict, true],
    ['a bug of ours', new TypeError('x is not a function'), TypeError, false],
  ])('is an error of the port, and either costs the client or does not: %s', (_what, error, kind, usable) => {
    expect(asPortError(error)).toBeInstanceOf(kind);
    expect(leavesClientUsable(error)).toBe(usable);
  });

  it('tells of an account without rights where to look', () => {
    expect(asPortError(new AccessDeniedError()).message).toContain('EVENTSTOREDB_URL');
  });

  it('is an append that is too large for the server, said with its own size and the limit of the server', () => {
    const fail =
      (error: Error): (() => never) =>
      () =>
        failAppend(error, { bytes: 700_000 });
    expect(fail(new MaxAppendSizeExceededError(undefined, 500_000))).toThrow(new EventTooLarge(700_000, 500_000));
    expect(new EventTooLarge(700_000, 500_000).message).toMatch(/700000 bytes .* is 500000: raise/);
    expect(new EventTooLarge(1_000_001).message).toBe('An append of 1000001 bytes is over the limit of 1000000');
    const other = new UnavailableError();
    expect(fail(other)).toThrow(other);
  });

  it('may have been written all the same after the server gave up', () => {
    expect([new TimeoutError(), new AppendNotDone('late', 'timed out')].map(isServerTimeout)).toEqual([true, true]);
    expect([new UnavailableError(), new AppendNotDone('x', 'other')].map(isServerTimeout)).toEqual([false, false]);
  });
});
