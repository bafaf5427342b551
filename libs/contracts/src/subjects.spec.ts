import { OPERATOR_SUBJECTS } from './operators/operator-subjects';
import { HINTS, SUBJECTS } from './subjects';
import { SERVICES } from './vocabulary';

const ALL = [...Object.values(SUBJECTS), ...Object.values(OPERATOR_SUBJECTS)];

describe('Subjects', () => {
  it('are one owner each, named before the first dot, in words that NATS can filter', () => {
    for (const subject of ALL) {
      expect(subject).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(SERVICES).toContain(subject.split('.')[0]);
    }
    expect(new Set(ALL).size).toBe(ALL.length);
  });

  it('are never hints', () => {
    for (const hint of Object.values(HINTS)) expect(hint).toMatch(/^hints\.[a-z]+\.[a-z-]+$/);
  });
});
