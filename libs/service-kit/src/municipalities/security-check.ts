import type { Department, Security } from './municipality';
import type { RulesProblem } from './rules-check';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What is wrong with how the staff signs in, beyond the shape. */
export function problemsOfSecurity({
  security,
  departments,
}: {
  readonly security?: Security;
  readonly departments: readonly Department[];
}): RulesProblem[] {
  const provider = security?.oidc;
  if (provider === undefined) return [];
  const path = ['security', 'oidc'];
  const { issuer, scopes, acrValues, roles } = provider;
  const problems: RulesProblem[] = [];
  const { protocol, hostname, search, hash } = new URL(issuer);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname)))
    problems.push({
      path: [...path, 'issuer'],
      reason: 'the issuer must be over https; http is for this machine alone',
    });
  if (search !== '' || hash !== '')
    problems.push({ path: [...path, 'issuer'], reason: 'the issuer must have no query and no fragment' });
  if (scopes !== undefined && !scopes.includes('openid'))
    problems.push({ path: [...path, 'scopes'], reason: 'scopes must include openid' });
  if (security?.secondFactor !== undefined && acrValues === undefined) {
    problems.push({
      path,
      reason:
        'with secondFactor, oidc needs acrValues: whoever comes through the provider would have shown no second factor',
    });
  }
  for (const [value, { departments: named = [] }] of Object.entries(roles?.values ?? {})) {
    const unknown = named.filter((name) => !departments.some(({ id }) => id === name));
    problems.push(
      ...unknown.map((name) => ({
        path: [...path, 'roles', 'values', value, 'departments'],
        reason: `the claim ${value} gives an unknown department, ${name}`,
      })),
    );
  }
  return problems;
}
