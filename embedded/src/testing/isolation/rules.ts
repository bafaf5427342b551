import { goesElsewhere } from './comuni';
import type { Answer } from './door';
import { administers, isPublished, mayHaveNamed, maySee, usesTemplate, worksOn } from './oracle';
import type { Planted } from './reports';
import { isLeft, type Generated } from './requests';
import type { World } from './world';

/** An answer to a request that got in. */
export interface Answered extends Answer {
  readonly request: Generated;
  readonly world: World;
  /** What was planted that it shows. */
  readonly shown: ReadonlySet<string>;
}

/** Whether an answer shows and counts what it should, no more and no less. */
type Rule = (answered: Answered) => boolean;

const REFUSED: readonly number[] = [401, 403, 404];

const isHere = ({ request: { about, municipality } }: Answered): boolean => about.municipality === municipality;
const isMine = (answered: Answered): boolean => {
  const { request } = answered;
  return worksOn(request, request.about) || (isHere(answered) && request.holds === request.about);
};
const lets = ({ status }: Answered, condition: boolean): boolean => (status === 200) === condition;
const refusesUnless = ({ status }: Answered, condition: boolean): boolean => condition || REFUSED.includes(status);
const published = ({ request, world }: Answered): readonly Planted[] =>
  world.reports.filter((report) => isPublished(request, report) && isLeft(request, report));
/** What somebody of the offices has to do. */
const ownWork = ({ request, world }: Answered): readonly Planted[] =>
  world.reports.filter((report) => worksOn(request, report) && isLeft(request, report));
const codes = (shown: Iterable<string>): readonly string[] => [...shown].filter((one) => one.endsWith(' code')).sort();
const codesOf = (reports: readonly Planted[]): readonly string[] =>
  reports.map(({ number }) => `${number} code`).sort();
const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);

interface Counted {
  readonly total?: number;
  readonly reports?: number;
  readonly all?: { readonly total: number };
  readonly features?: readonly unknown[];
  readonly items?: readonly unknown[];
  readonly counts?: { readonly departments: readonly { readonly total: number }[] };
  readonly parts?: readonly { readonly part?: string }[];
}

/** How many an answer counts: a list, figures, GeoJSON, a page of an export, or the lines of CSV below the first. */
export function countedIn(body: string): number | undefined {
  if (!body.startsWith('{')) return body.split('\r\n').length - 2;
  const { total, all, features, items } = JSON.parse(body) as Counted;
  return total ?? all?.total ?? (features ?? items)?.length;
}

function departmentsIn(body: string): readonly (string | undefined)[] {
  return ((JSON.parse(body) as Counted).parts ?? []).map(({ part }) => part).sort();
}

function countsInDepartments(body: string): number {
  return ((JSON.parse(body) as Counted).counts?.departments ?? []).reduce((sum, { total }) => sum + total, 0);
}

/** Each kind of operation, in words. */
export const RULES = {
  /** Shows nothing that was planted. */
  open: ({ shown, request: { about } }) => [...shown].every((one) => one === `${about.number} code`),
  /** The same, and looks at no token of the staff. */
  door: ({ shown, request: { about } }) => [...shown].every((one) => one === `${about.number} code`),
  /** A report, to whoever may see it. */
  page: ({ shown, request }) =>
    shown.has(`${request.about.number} subject`) === maySee(request, request.about, 'subject'),
  /** Where a report stands, to everybody in its Comune. */
  live: (answered) => lets(answered, isHere(answered)),
  receipt: (answered) => lets(answered, isMine(answered)),
  file: ({ shown, request: { about, other, ...asking } }) =>
    shown.has(`${other.number} file`) === (other === about && maySee(asking, about, 'file')),
  thumbnail: ({ status, request: { about, other, ...asking } }) =>
    other === about && maySee(asking, about, 'file') ? status === 200 : REFUSED.includes(status),
  /** Everything held on who made a report. */
  dossier: (answered) => lets(answered, mayHaveNamed(answered.request, answered.request.about)),
  /** The same of all reports with an address, and which those are. */
  dossiers: ({ shown, request: { other, municipality } }) =>
    shown.has(`${other.number} name`) === (other.municipality === municipality),
  found: ({ shown, request: { other, municipality } }) =>
    isSame(codes(shown), other.municipality === municipality ? codesOf([other]) : []),
  /** The reports of whoever has the link of a mail, in its Comune. */
  linked: ({ status, shown, request: { other, municipality } }) => {
    const isHere = other.municipality === municipality;
    return isSame(codes(shown), isHere ? codesOf([other]) : []) && (status === 200) === isHere;
  },
  /** For who works on the report. */
  office: (answered) => refusesUnless(answered, worksOn(answered.request, answered.request.about)),
  /** For them, and whoever holds its token. */
  mine: (answered) => refusesUnless(answered, isMine(answered)),
  /** To add a file. That of another report is refused before anybody looks at this one. */
  attach: (answered) => {
    const { about, other } = answered.request;
    if (about !== other) return answered.status === 409 || REFUSED.includes(answered.status);
    return refusesUnless(answered, isMine(answered));
  },
  /** Published reports. */
  list: (answered) => countedIn(answered.body) === published(answered).length,
  /** Published reports without what would lead to them. */
  published: (answered) => answered.shown.size === 0 && countedIn(answered.body) === published(answered).length,
  /** Published reports that are like one that was described. */
  suggestions: ({ shown, request }) =>
    shown.has(`${request.other.number} subject`) === isPublished(request, request.other),
  queue: (answered) => {
    const { narrowing, caller, other } = answered.request;
    const isOfAll = caller.roles.includes('operator');
    if (narrowing === 'department' && !isOfAll && !caller.departments.includes(other.department))
      return answered.status === 403;
    const total = ownWork(answered).length;
    return countedIn(answered.body) === total && countsInDepartments(answered.body) === total;
  },
  figures: (answered) => {
    const departments = [...new Set(ownWork(answered).map(({ department }) => department))].sort();
    return countedIn(answered.body) === ownWork(answered).length && isSame(departmentsIn(answered.body), departments);
  },
  export: (answered) => isSame(codes(answered.shown), codesOf(ownWork(answered))),
  /** Somebody of the staff, to who keeps accounts where they work. */
  account: (answered) => lets(answered, answered.request.member.municipality === answered.request.municipality),
  accounts: ({ body, request, world: { callers } }) => {
    const { narrowing, other, municipality } = request;
    const there = callers.filter(
      (one) => one.municipality === municipality && one.departments.includes(other.department),
    );
    return narrowing === undefined || countedIn(body) === there.length;
  },
  /** One's own, and for who keeps accounts those of others in the Comune. */
  sessions: ({ status, body, request }) =>
    administers(request)
      ? countedIn(body) === (request.member.municipality === request.municipality ? 1 : 0)
      : status === 403,
  /** Who read what: of a report of another Comune nobody did. */
  reads: ({ body, request: { narrowing, other, municipality } }) =>
    narrowing === undefined || other.municipality === municipality || countedIn(body) === 0,
  template: (answered) => lets(answered, usesTemplate(answered.request, answered.request.template)),
  keeping: (answered) => refusesUnless(answered, usesTemplate(answered.request, answered.request.template)),
  /** What a department writes again and again; filled in for a report, to who works on that. */
  templates: (answered) => {
    const { shown, status, request, world } = answered;
    const { narrowing, other } = request;
    if (narrowing === 'filled' && !worksOn(request, other)) return REFUSED.includes(status);
    const fitting = world.templates.filter(
      (one) => usesTemplate(request, one) && (narrowing === undefined || one.department === other.department),
    );
    const isFilled = shown.has(`${other.number} subject`) === (narrowing === 'filled');
    return countedIn(answered.body) === fitting.length && isFilled;
  },
  /** Drafted rules, on the reports of the Comune; one trial of it at a time. */
  trial: ({ status, body, shown, request: { municipality }, world: { reports } }) => {
    if (status === 409) return true;
    const own = reports.filter((one) => one.municipality === municipality);
    const moved = own.filter(goesElsewhere);
    return (JSON.parse(body) as Counted).reports === own.length && isSame(codes(shown), codesOf(moved));
  },
  follow: (answered) => lets(answered, answered.request.follow.municipality === answered.request.municipality),
  /** To follow what everybody may read, or will when somebody takes charge. */
  wish: ({ status, request: { other, municipality } }) =>
    (status === 202) === (other.municipality === municipality && other.circumstance !== 'private'),
  /** For nobody, as it is asked for. */
  never: ({ status }) => REFUSED.includes(status),
} as const satisfies Readonly<Record<string, Rule>>;

export type Kind = keyof typeof RULES;
