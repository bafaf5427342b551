/** ISO 8601, UTC: the moment this service writes as `now`. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();
