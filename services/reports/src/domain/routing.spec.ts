import { route, type RoutingRules } from './routing';

const rules: RoutingRules = {
  rulesVersion: '0123456789ab',
  sla: { issue: 20, suggestion: 30, complaint: 25 },
  categories: [
    { slug: 'potholes', department: 'roads', visibility: 'public', sla: { issue: 10 } },
    { slug: 'noise', department: 'police', visibility: 'private' },
  ],
};

describe('A report', () => {
  it('goes to the department of its category, in the time of its kind, under the rules of the day', () => {
    expect(route({ kind: 'issue', category: 'potholes' }, rules)).toEqual({
      proposedDepartment: 'roads',
      visibility: 'public',
      workingDays: 10,
      rulesVersion: '0123456789ab',
    });
  });

  it('has the time of the Comune where its category does not say another', () => {
    expect(route({ kind: 'suggestion', category: 'potholes' }, rules)?.workingDays).toBe(30);
    expect(route({ kind: 'issue', category: 'noise' }, rules)?.workingDays).toBe(20);
  });

  it.each([
    ['a public category', { kind: 'suggestion', category: 'potholes' }, 'public'],
    ['a private category', { kind: 'issue', category: 'noise' }, 'private'],
    ['a complaint', { kind: 'complaint', category: 'potholes' }, 'private'],
    ['a reporter who asks for it', { kind: 'issue', category: 'potholes', privateAsked: true }, 'private'],
    ['a reporter who does not ask', { kind: 'issue', category: 'noise', privateAsked: false }, 'private'],
  ] as const)('of %s', (_what, report, visibility) => {
    expect(route(report, rules)?.visibility).toBe(visibility);
  });

  it('of a category that the Comune does not have goes nowhere', () => {
    expect(route({ kind: 'issue', category: 'dragons' }, rules)).toBeUndefined();
  });
});
