export * from './boundary';
export * from './municipalities';
export * from './municipality';
export { MunicipalityFileError, type MunicipalityFileProblem } from './municipality-file';
