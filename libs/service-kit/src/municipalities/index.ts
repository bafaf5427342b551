export * from './boundary';
export * from './municipalities';
export * from './municipality';
export * from './named-municipality';
export { MunicipalityFileError, readMunicipalityFile, type MunicipalityFileProblem } from './municipality-file';
