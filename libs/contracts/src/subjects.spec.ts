import { HINTS, SUBJECTS } from './subjects';
import { SERVICES } from './vocabulary';

describe('Subjects', () => {
  it('are one owner each, named before the first dot, in words that NATS can filter', () => {
    for (const subject of Object.values(SUBJECTS)) {
      expect(subject).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(SERVICES).toContain(subject.split('.')[0]);
    }
    expect(new Set(Object.values(SUBJECTS)).size).toBe(Object.keys(SUBJECTS).length);
  });

  it('are never hints', () => {
    for (const hint of Object.values(HINTS)) expect(hint).toMatch(/^hints\.[a-z]+\.[a-z-]+$/);
  });
});
