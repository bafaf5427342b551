export * from './boundary';
export * from './municipalities';
export * from './municipality';
export { MunicipalityFileError, readMunicipalityFile, type MunicipalityFileProblem } from './municipality-file';
