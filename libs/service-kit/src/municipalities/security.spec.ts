import type { Security } from './municipality';
import { DemoWithSection } from './testing/demo-with-section';

describe('How the staff signs in, in a municipality’s file,', () => {
  let demo: DemoWithSection;
  beforeAll(async () => {
    demo = await DemoWithSection.open('security');
  });
  afterAll(() => demo.close());

  const read = async (written?: string): Promise<Security | undefined> => (await demo.read(written)).security;

  it('names the roles that need a second factor', async () => {
    expect(await read('secondFactor: [operator]')).toEqual({ secondFactor: ['operator'] });
  });

  it('names the provider that vouches for them, and what its claims mean here', async () => {
    const rights = '{ claim: groups, values: { "Ufficio strade": { roles: [department], departments: [roads] } } }';
    const written = `oidc:\n  issuer: https://id.comune.example/realm\n  clientId: sportello\n  roles: ${rights}`;
    expect((await read(written))?.oidc).toEqual({
      issuer: 'https://id.comune.example/realm',
      clientId: 'sportello',
      roles: { claim: 'groups', values: { 'Ufficio strade': { roles: ['department'], departments: ['roads'] } } },
    });
  });

  it.each([
    ['issuer: http://id.comune.example', 'the issuer must be over https; http is for this machine alone'],
    ['issuer: http://localhost.comune.example', 'the issuer must be over https; http is for this machine alone'],
    ['issuer: https://id.comune.example?realm=1', 'the issuer must have no query and no fragment'],
    ['issuer: id.comune.example', 'security.oidc.issuer must match format "uri"'],
    ['scopes: [email]', 'scopes must include openid'],
    ['idTokenAlgorithm: HS256', 'security.oidc.idTokenAlgorithm must be one of RS256,PS256,ES256,EdDSA'],
    ['idTokenAlgorithm: none', 'security.oidc.idTokenAlgorithm must be one of'],
    ['clientSecret: abcdef', 'security.oidc must not have the property clientSecret'],
    ['acrValues: []', 'security.oidc.acrValues must NOT have fewer than 1 items'],
    ['roles: { claim: g, values: { a: { roles: [mayor] } } }', 'security.oidc.roles.values.a.roles.0 must be one of'],
    [
      'roles: { claim: g, values: { a: { roles: [department], departments: [moon] } } }',
      'the claim a gives an unknown department, moon',
    ],
  ])('with a provider of %s is refused with its line', async (wrong, reason) => {
    const usual = ['issuer: https://id.comune.example', 'clientId: sportello'];
    const lines = ['oidc:', ...usual.filter((one) => one.split(':')[0] !== wrong.split(':')[0]), wrong];
    await expect(read(lines.join('\n  '))).rejects.toThrow(`borgo.yaml:${demo.line + lines.length}: ${reason}`);
  });

  it('with a second factor that a provider would lead around is refused with its line', async () => {
    const oidc = 'oidc: { issuer: "https://id.comune.example", clientId: sportello';
    await expect(read(`secondFactor: [operator]\n${oidc} }`)).rejects.toThrow(
      `borgo.yaml:${demo.line + 2}: with secondFactor, oidc needs acrValues`,
    );
    expect((await read(`secondFactor: [operator]\n${oidc}, acrValues: [level-2] }`))?.oidc?.acrValues).toEqual([
      'level-2',
    ]);
  });

  it.each([
    ['secondFactor: [mayor]', 'security.secondFactor.0 must be one of operator'],
    ['secondFactor: []', 'security.secondFactor must NOT have fewer than 1 items'],
    ['twoFactor: [operator]', 'security must not have the property twoFactor'],
  ])('with %s is refused with its line', async (written, reason) => {
    await expect(read(written)).rejects.toThrow(`borgo.yaml:${demo.line + 1}: ${reason}`);
  });
});
