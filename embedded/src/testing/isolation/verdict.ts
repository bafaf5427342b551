import { FIELDS } from './canaries';
import type { Answer, Sent } from './door';
import { allowed, anybodyIn, isNobody, mayHaveNamed, maySee, OF_REPORTER } from './oracle';
import type { Planted } from './reports';
import type { Generated } from './requests';
import { ROUTES, type Route } from './routes';
import { RULES, type Kind } from './rules';
import type { World } from './world';

/** What these show is the same for everybody. */
const FOR_ALL: readonly Kind[] = [
  'open',
  'door',
  'live',
  'list',
  'published',
  'suggestions',
  'follow',
  'wish',
  'never',
];

/** What is wrong with an answer; nothing, when nobody learnt what is not theirs. */
export function wrongIn(request: Generated, sent: Sent, answer: Answer, world: World): readonly string[] {
  const route = ROUTES[request.operation];
  if (route === undefined) throw new Error(`No route ${request.operation}`);
  const { status, head, body } = answer;
  // What was searched for is repeated in the links to the other pages.
  const text = `${head}\n${body}`.replaceAll(/([?&]q=)canary\w+/g, '$1');
  const shown = world.canaries.in(text);
  const may = allowedIn(route, request, sent, world);
  const leaked = [...shown].filter((canary) => !may.has(canary));
  const wrong = leaked.map((canary) => `shows ${canary}`);
  // Too much at once for this machine: it shows nothing, and says nothing of rights.
  if (status === 503 || status === 429) return wrong;
  if (!FOR_ALL.includes(route.kind) && /"cache-control":"[^"]*public/.test(head)) wrong.push('is kept for others');
  if (status >= 500) return [...wrong, 'fails'];
  if (request.way === 'another') return status === 404 || status === 405 ? wrong : [...wrong, 'takes another method'];
  const refusal = refusalOf(route, request);
  if (refusal !== undefined) return refusal.includes(status) ? wrong : [...wrong, 'lets in who should not get in'];
  if (sent.method === 'HEAD') return body === '' ? wrong : [...wrong, 'answers HEAD with a body'];
  return RULES[route.kind]({ ...answer, request, world, shown: world.canaries.in(body) })
    ? wrong
    : [...wrong, `breaks the rule of ${route.kind}`];
}

/** With what somebody is refused who does not get beyond the door; undefined for who does. */
function refusalOf({ kind, roles }: Route, request: Generated): readonly number[] | undefined {
  if (kind !== 'door' && kind !== 'linked' && isNobody(request)) return [401];
  const admitted = roles === undefined || request.caller.roles.some((role) => roles.includes(role));
  return admitted ? undefined : [401, 403];
}

function allowedIn({ kind }: Route, request: Generated, sent: Sent, world: World): ReadonlySet<string> {
  const may = allowed(FOR_ALL.includes(kind) && !isNobody(request) ? anybodyIn(request.municipality) : request, world);
  const named = namedIn(kind, request).flatMap(({ number }) => OF_REPORTER.map((field) => `${number} ${field}`));
  const linked = kind === 'linked' ? linkedIn(request) : [];
  // Who asked by an id has it.
  const known = [...world.canaries.in(sent.text)].filter((one) => / (code|session)$/.test(one));
  return new Set([...may, ...named, ...linked, ...known]);
}

/** The reports whose makers such an answer may name. */
function namedIn(kind: Kind, request: Generated): readonly Planted[] {
  const asked = kind === 'dossier' ? [request.about] : kind === 'dossiers' ? [request.other] : [];
  return asked.filter((report) => mayHaveNamed(request, report));
}

/** The link of a mail proves who asks, whatever else comes along. */
function linkedIn({ municipality, other }: Generated): readonly string[] {
  const asking = { ...anybodyIn(municipality), holds: other };
  return FIELDS.filter((field) => maySee(asking, other, field)).map((field) => `${other.number} ${field}`);
}
