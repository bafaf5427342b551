import { preparedRules, type FactsToRoute, type RoutingRule } from './routing-rules';
import { clockTime } from './sla-calendar';

const facts = (changes: Partial<FactsToRoute> = {}): FactsToRoute => ({
  kind: 'issue',
  category: 'potholes',
  channel: 'web',
  answers: {},
  isIn: () => false,
  at: () => ({ weekday: 1, minute: 12 * 60 }),
  ...changes,
});
const rule = (when: RoutingRule['when'], id = 'one'): RoutingRule => ({ id, when, then: { department: id } });
const fits = (when: RoutingRule['when'], changes: Partial<FactsToRoute>): boolean =>
  preparedRules([rule(when)])(facts(changes)) !== undefined;

describe('The first routing rule that fits', () => {
  it('decides, alone', () => {
    const rules = preparedRules([
      rule({ categories: ['trees'] }, 'trees'),
      { id: 'roads', when: { categories: ['potholes'] }, then: { priority: 'high' } },
      rule({}, 'rest'),
    ]);
    expect(rules(facts())).toEqual({ routingRule: 'roads', priority: 'high' });
    expect(rules(facts({ category: 'noise' }))).toEqual({ routingRule: 'rest', department: 'rest' });
  });

  it('is none when none fits', () => {
    expect(preparedRules([rule({ categories: ['trees'] })])(facts())).toBeUndefined();
    expect(preparedRules([])(facts())).toBeUndefined();
  });

  it.each<[string, RoutingRule['when'], Partial<FactsToRoute>, Partial<FactsToRoute>]>([
    ['category', { categories: ['potholes', 'trees'] }, { category: 'trees' }, { category: 'noise' }],
    ['kind', { kinds: ['complaint'] }, { kind: 'complaint' }, { kind: 'issue' }],
    ['channel', { channels: ['phone'] }, { channel: 'phone' }, { channel: 'web' }],
    ['answer', { answers: { danger: ['yes'] } }, { answers: { danger: 'yes' } }, { answers: { danger: 'no' } }],
    ['answer that was given', { answers: { danger: ['yes'] } }, { answers: { danger: 'yes' } }, { answers: {} }],
    ['area', { areas: ['old-town'] }, { isIn: (id) => id === 'old-town' }, { isIn: (id) => id === 'port' }],
  ])('looks at the %s', (_what, when, fitting, other) => {
    expect([fits(when, fitting), fits(when, other)]).toEqual([true, false]);
  });

  it('wants all that it names', () => {
    const when = { categories: ['potholes'], answers: { danger: ['yes'], size: ['large', 'medium'] } };
    expect(fits(when, { answers: { danger: 'yes', size: 'medium' } })).toBe(true);
    expect(fits(when, { answers: { danger: 'yes', size: 'small' } })).toBe(false);
    expect(fits(when, { answers: { danger: 'yes', size: 'medium' }, category: 'trees' })).toBe(false);
  });

  it('asks for place and time only when the rest fits', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    expect(
      fits(
        { categories: ['trees'], areas: ['a'], times: [{ from: '08:00', to: '09:00' }] },
        { isIn: never, at: never },
      ),
    ).toBe(false);
  });
});

describe('The hours of a rule', () => {
  const night = { times: [{ days: ['fri'], from: '20:00', to: '06:00' }] };
  const office = { times: [{ from: '08:00', to: '14:00' }] };
  const at = (moment: string): Partial<FactsToRoute> => ({ at: () => clockTime(moment, 'Europe/Rome') });

  it.each([
    ['begin with their first minute', office, '2026-03-02T07:00:00Z', true],
    ['not before', office, '2026-03-02T06:59:59Z', false],
    ['end before their last', office, '2026-03-02T13:00:00Z', false],
    ['are an hour earlier in UTC in summer', office, '2026-06-01T06:00:00Z', true],
    ['past midnight belong to the day before', night, '2026-03-07T04:59:00Z', true],
    ['of a night begin in the evening', night, '2026-03-06T19:00:00Z', true],
    ['are not those of the night before', night, '2026-03-06T04:00:00Z', false],
    ['are not those of the night after', night, '2026-03-07T19:00:00Z', false],
  ])('%s', (_what, when, moment, expected) => {
    expect(fits(when, at(moment))).toBe(expected);
  });

  it('may last to the end of the day', () => {
    expect(fits({ times: [{ days: ['sun'], from: '00:00', to: '24:00' }] }, at('2026-03-08T22:59:59Z'))).toBe(true);
    expect(fits({ times: [{ days: ['sun'], from: '00:00', to: '24:00' }] }, at('2026-03-08T23:00:00Z'))).toBe(false);
  });
});
