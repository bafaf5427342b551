import { Refused } from '@sportello/messaging';
import type { Municipalities } from './municipalities';
import type { Municipality } from './municipality';

/** The municipality that somebody named by id or slug; without a name the only one there is. @throws Refused when that is none */
export function namedMunicipality(municipalities: Municipalities, name: string | undefined): Municipality {
  const found = name === undefined ? municipalities.only() : municipalities.byName(name);
  if (found) return found;
  const ids = municipalities
    .all()
    .map(({ id }) => id)
    .slice(0, 20)
    .join(', ');
  const detail =
    name === undefined
      ? `Name one of the municipalities: ${ids}`
      : `There is no municipality ${name}; there are: ${ids}`;
  throw new Refused({ code: 'UNKNOWN_MUNICIPALITY', detail });
}

/** The one that somebody named, or all of them. @throws Refused */
export function municipalitiesMeant(municipalities: Municipalities, name: string | undefined): readonly Municipality[] {
  return name === undefined ? municipalities.all() : [namedMunicipality(municipalities, name)];
}
