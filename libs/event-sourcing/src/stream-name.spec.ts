import { isMunicipalityId, isStreamName, parseStreamName, streamName } from './stream-name';

describe('Stream names', () => {
  it('are made of category, municipality and id, and come apart again', () => {
    const name = streamName('report', 'borgo-esempio', '7K3M9QX2TA5');
    expect(name).toBe('report-borgo-esempio_7K3M9QX2TA5');
    expect(parseStreamName(name)).toEqual({ category: 'report', municipalityId: 'borgo-esempio', id: '7K3M9QX2TA5' });
  });

  it.each([
    ['', 'borgo', 'A'],
    ['Report', 'borgo', 'A'],
    ['report', 'b', 'A'],
    ['report', 'Borgo', 'A'],
    ['report', 'borgo_esempio', 'A'],
    ['report', 'borgo', ''],
    ['report', 'borgo', 'a b'],
    ['report', 'borgo', 'x'.repeat(65)],
    ['report', 'borgo', 'A\n'],
  ])('refuse what would not come apart: %j %j %j', (category, municipality, id) => {
    expect(() => streamName(category, municipality, id)).toThrow('Not a stream name');
    expect(() => parseStreamName(`${category}-${municipality}_${id}`)).toThrow('Not a stream name');
    expect(isStreamName(`${category}-${municipality}_${id}`)).toBe(false);
  });

  it('know a municipality’s id', () => {
    expect(['m1', 'borgo-esempio', 'x'.repeat(32)].every(isMunicipalityId)).toBe(true);
    expect(['', 'a', 'A1', 'a_b', 'x'.repeat(33), 'è1'].some(isMunicipalityId)).toBe(false);
  });
});
