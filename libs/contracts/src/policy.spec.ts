import { mayWith, POLICY, rolesFor, type Action } from './policy';
import { SUBJECTS } from './subjects';
import { ROLES, type Role } from './vocabulary';

const ACTIONS = Object.keys(POLICY) as Action[];
const only = (role: Role): readonly Action[] => ACTIONS.filter((action) => mayWith([role], action));

describe('the table of who may do what', () => {
  it('has a row for every subject, and nobody is missing from it by mistake', () => {
    expect(ACTIONS).toEqual(expect.arrayContaining(Object.keys(SUBJECTS)));
    for (const action of ACTIONS)
      expect({ action, parties: POLICY[action].length }).not.toEqual({ action, parties: 0 });
  });

  it('gives a head all that a worker may, and the front office all that a head may', () => {
    expect(only('department_head')).toEqual(expect.arrayContaining([...only('department')]));
    expect(only('operator')).toEqual(expect.arrayContaining([...only('department_head')]));
    expect(only('department_head').filter((action) => !only('department').includes(action))).toEqual([
      'setVisibility',
      'moderateText',
      'addResponseTemplate',
      'changeResponseTemplate',
      'removeResponseTemplate',
    ]);
  });

  it('lets administrators and editors read no report', () => {
    for (const role of ['administrator', 'editor'] as const) {
      for (const action of [
        'readWholeReport',
        'workQueue',
        'reportHistory',
        'statistics',
        'exportReports',
        'intakeReport',
      ] as const)
        expect({ role, action, may: mayWith([role], action) }).toEqual({ role, action, may: false });
    }
  });

  it('leaves accounts, the sessions of others and the record of who read what to administrators', () => {
    expect(rolesFor('manageAccounts')).toEqual(['administrator']);
    expect(rolesFor('manageSessions')).toEqual(['administrator']);
    expect(rolesFor('personalDataReads')).toEqual(['administrator']);
  });

  it('lets whoever is signed in end their own session, with a role or none', () => {
    expect(mayWith([], 'useOwnAccount')).toBe(true);
    expect(rolesFor('useOwnAccount')).toEqual(ROLES);
  });
});
