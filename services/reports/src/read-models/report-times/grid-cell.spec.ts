import * as fc from 'fast-check';
import { cellOf, centreOf } from './grid-cell';

const METRES = 111_320;
const italian = fc.record({
  lat: fc.double({ min: 35, max: 48, noNaN: true }),
  lon: fc.double({ min: 6, max: 19, noNaN: true }),
});

describe('the 500 m grid', () => {
  it('moves no place by more than half a square each way', () => {
    fc.assert(
      fc.property(italian, (place) => {
        const centre = centreOf(cellOf(place));
        expect(Math.abs(centre.lat - place.lat) * METRES).toBeLessThan(251);
        const metres = METRES * Math.cos((centre.lat * Math.PI) / 180);
        expect(Math.abs(centre.lon - place.lon) * metres).toBeLessThan(251);
      }),
    );
  });

  it('finds the same square from its middle', () => {
    fc.assert(fc.property(italian, (place) => expect(cellOf(centreOf(cellOf(place)))).toEqual(cellOf(place))));
  });

  it('shows two places of one square as the same', () => {
    const square = cellOf({ lat: 41.5, lon: 13.5 });
    const { lat, lon } = centreOf(square);
    expect(cellOf({ lat: lat + 0.002, lon: lon - 0.002 })).toEqual(square);
    expect(cellOf({ lat: lat + 0.005, lon })).not.toEqual(square);
  });
});
