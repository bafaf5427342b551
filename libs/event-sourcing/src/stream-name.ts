const MUNICIPALITY_ID = /^[a-z0-9-]{2,32}$/;
const STREAM = /^([a-z]+)-([a-z0-9-]{2,32})_([A-Za-z0-9-]{1,64})$/;

/** The parts of `report-{municipalityId}_{code}`: category, owner, id. */
export interface StreamName {
  readonly category: string;
  readonly municipalityId: string;
  readonly id: string;
}

/** `report-{municipalityId}_{code}`. @throws Error when a part cannot stand in a stream name */
export function streamName(category: string, municipalityId: string, id: string): string {
  const name = `${category}-${municipalityId}_${id}`;
  if (!STREAM.test(name)) throw new Error(`Not a stream name: ${name}`);
  return name;
}

/** @throws Error when `stream` is not of the form `category-municipality_id` */
export function parseStreamName(stream: string): StreamName {
  const parts = STREAM.exec(stream);
  if (!parts) throw new Error(`Not a stream name: ${stream}`);
  return { category: parts[1] as string, municipalityId: parts[2] as string, id: parts[3] as string };
}

/** Whether `stream` is of the form `category-municipality_id`. */
export function isStreamName(stream: string): boolean {
  return STREAM.test(stream);
}

/** A municipality's permanent id: `[a-z0-9-]{2,32}`. */
export function isMunicipalityId(value: string): boolean {
  return MUNICIPALITY_ID.test(value);
}
