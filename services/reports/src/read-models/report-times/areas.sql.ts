import { polygonsOf, type Area, type Ring } from '@sportello/service-kit';

/**
 * In SQL, the id of the first area that a row's place lies in; null in none, and without a place. Decided when it is counted: an area whose boundary is
 * corrected counts all there ever was. As in `contains`, borders are inside, to within what is rounded.
 * @param bind the placeholder of a value
 */
export function areaSql(areas: readonly Area[], bind: (value: string) => string): string {
  const branches = areas.map(({ id, boundary }) => {
    const parts = polygonsOf(boundary).map(([outside = [], ...holes]) => {
      const without = holes.map((hole) => ` and not ${bind(polygon(hole))}::polygon @> place`).join('');
      // The box first: it costs little, and most places lie in no other area.
      return `(${bind(box(outside))}::box @> place and ${bind(polygon(outside))}::polygon @> place${without})`;
    });
    return `when ${parts.join(' or ')} then ${bind(id)}::text`;
  });
  return branches.length === 0
    ? 'null::text'
    : `(select case ${branches.join(' ')} end from (select point(lon, lat) as place) as here)`;
}

function polygon(ring: Ring): string {
  return `(${ring.slice(1).map(position).join(',')})`;
}

function box(ring: Ring): string {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return `(${position([Math.min(...lons), Math.min(...lats)])},${position([Math.max(...lons), Math.max(...lats)])})`;
}

function position([lon, lat]: Ring[number]): string {
  return `(${lon},${lat})`;
}
