import { municipalityOf } from './asker';
import { Refused } from './bus-errors';

describe('The municipality that is asked about', () => {
  it('is that of whoever asks, signed in or not', () => {
    const staff = { kind: 'staff', id: 'urp', municipalityId: 'borgo', roles: [], departments: [] } as const;
    expect(municipalityOf(staff)).toBe('borgo');
    expect(municipalityOf({ kind: 'anonymous', municipalityId: 'altrove' })).toBe('altrove');
  });

  it('is none where a service asks for itself, which is refused in one way everywhere', () => {
    const refused = new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail: 'A service asks for nobody in particular' });
    expect(() => municipalityOf({ kind: 'service', id: 'gateway' })).toThrow(refused);
  });
});
