import type { Actor, StaffActor } from '@sportello/contracts';
import type { ReportCommandType } from '../domain/report';
import { relationTo, type Relation, type Rightful } from './relations';
import { askingForExport, exportRefusalOf, maySubmit, refusalOf, seesAll } from './report-policy';

const staff = (roles: StaffActor['roles'], departments: readonly string[] = []): Actor => ({
  kind: 'staff',
  id: 'someone',
  municipalityId: 'borgo-prova',
  roles,
  departments,
});
const anonymous: Actor = { kind: 'anonymous', municipalityId: 'borgo-prova' };
const unassigned: Rightful = { visibility: 'public', department: null, proposedDepartment: 'roads' };
const inCharge: Rightful = { ...unassigned, department: 'green' };
const secret: Rightful = { ...inCharge, visibility: 'private' };

const BY_STAFF = ['operator', 'department_head', 'department'];
const BY_REPORTER = ['operator', 'reporter'];
const EXPECTED: Readonly<Record<Exclude<ReportCommandType, 'SubmitReport'>, readonly string[]>> = {
  AssignReport: BY_STAFF,
  StartWork: BY_STAFF,
  RequestInformation: BY_STAFF,
  CancelInformationRequest: BY_STAFF,
  ProvideInformation: BY_REPORTER,
  ResolveReport: BY_STAFF,
  RejectReport: BY_STAFF,
  MarkDuplicate: BY_STAFF,
  WithdrawReport: BY_REPORTER,
  ReopenReport: [...BY_STAFF, 'reporter'],
  RateReport: BY_REPORTER,
  ReclassifyReport: BY_STAFF,
  RelocateReport: BY_STAFF,
  CorrectReport: BY_STAFF,
  AddNote: BY_STAFF,
  AttachFile: [...BY_STAFF, 'reporter'],
  PrioritiseReport: BY_STAFF,
  ChangeDeadline: BY_STAFF,
  RecomputeDeadline: ['service'],
  RemindOfDeadline: ['service'],
  EscalateReport: ['service'],
  SetVisibility: ['operator', 'department_head'],
  ModerateText: ['operator', 'department_head'],
  RedactText: ['operator'],
  EraseReporter: ['operator', 'reporter', 'service'],
};
const RELATIONS: readonly Relation[] = ['operator', 'department_head', 'department', 'reporter', 'service', 'stranger'];
const COMMANDS = Object.entries(EXPECTED) as [keyof typeof EXPECTED, readonly string[]][];

describe('who someone is to a report', () => {
  it.each<[string, Rightful, Actor, boolean, Relation]>([
    ['the front office of the Comune', secret, staff(['operator']), false, 'operator'],
    [
      'the proposed department while nobody is in charge',
      unassigned,
      staff(['department'], ['roads']),
      false,
      'department',
    ],
    [
      'the proposed department once another is in charge',
      inCharge,
      staff(['department'], ['roads']),
      false,
      'stranger',
    ],
    ['the department in charge', inCharge, staff(['department'], ['green']), false, 'department'],
    ['the head of the department in charge', inCharge, staff(['department_head'], ['green']), false, 'department_head'],
    [
      'the head who also works in it',
      inCharge,
      staff(['department', 'department_head'], ['green']),
      false,
      'department_head',
    ],
    ['the head of another', secret, staff(['department_head'], ['roads']), false, 'stranger'],
    ['staff without a role', inCharge, staff([], ['green']), false, 'stranger'],
    ['an editor with departments', inCharge, staff(['editor'], ['green']), false, 'stranger'],
    ['an administrator', secret, staff(['administrator'], ['green']), false, 'stranger'],
    ['an administrator of the front office', secret, staff(['administrator', 'operator']), false, 'operator'],
    ['who holds the token', inCharge, anonymous, true, 'reporter'],
    ['staff of elsewhere who hold the token', inCharge, staff(['department'], ['roads']), true, 'reporter'],
    ['anyone', inCharge, anonymous, false, 'stranger'],
    ['a service', inCharge, { kind: 'service', id: 'gateway' }, false, 'service'],
  ])('%s', (_who, report, actor, isReporter, relation) => {
    expect(relationTo(report, actor, isReporter)).toBe(relation);
  });
});

describe('who may do what', () => {
  it.each(COMMANDS)('%s: %s', (command, allowed) => {
    const may = RELATIONS.filter((relation) => refusalOf(command, secret, relation) === undefined);
    expect([...may].sort()).toEqual([...allowed].sort());
  });

  it('does not let strangers know of a report that they may not see', () => {
    expect(refusalOf('AddNote', secret, 'stranger')).toBe('REPORT_NOT_FOUND');
    expect(refusalOf('AddNote', unassigned, 'stranger')).toBe('REPORT_NOT_FOUND');
    expect(refusalOf('AddNote', inCharge, 'stranger')).toBe('NOT_ALLOWED');
    expect(refusalOf('AddNote', secret, 'reporter')).toBe('NOT_ALLOWED');
  });

  it('hands what a report holds on who made it to them and to the front office, and lets nobody else know of it', () => {
    const refused = (relation: Relation, isReporter: boolean): unknown =>
      exportRefusalOf(secret, askingForExport(relation, isReporter));
    expect(RELATIONS.map((relation) => refused(relation, false))).toEqual([
      undefined,
      'NOT_ALLOWED',
      'NOT_ALLOWED',
      undefined,
      'NOT_ALLOWED',
      'REPORT_NOT_FOUND',
    ]);
    for (const relation of ['department', 'department_head', 'reporter', 'stranger'] as const) {
      expect(refused(relation, true)).toBeUndefined();
      expect(seesAll(askingForExport(relation, true))).toBe(false);
    }
    expect(seesAll(askingForExport('operator', true))).toBe(true);
  });

  it('lets the public submit over its own channels only, and staff take down the rest', () => {
    expect(maySubmit(anonymous, 'web')).toBe(true);
    expect(maySubmit(anonymous, 'phone')).toBe(false);
    expect(maySubmit(staff(['department']), 'phone')).toBe(true);
    expect(maySubmit(staff(['department_head']), 'counter')).toBe(true);
    expect(maySubmit(staff([]), 'phone')).toBe(false);
    expect(maySubmit(staff(['editor', 'administrator']), 'phone')).toBe(false);
    expect(maySubmit(staff(['editor']), 'web')).toBe(true);
    expect(maySubmit({ kind: 'service', id: 'gateway' }, 'web')).toBe(false);
  });
});
