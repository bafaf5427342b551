/**
 * What an installation is made of before anything of it runs: settings, secrets, the mark of an unfinished restore. Loads no framework, so that the
 * operators' command line starts fast. `index.ts` has the whole.
 */
export * from './environment';
export * from './insisting';
export * from './product-root';
export * from './restore-marker';
export * from './secrets';
export * from './settings';
