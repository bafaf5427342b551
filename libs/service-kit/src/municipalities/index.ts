export * from './boundary';
export * from './municipalities';
export * from './municipality';
export * from './named-municipality';
export { MunicipalityFileError, type MunicipalityFileProblem } from './municipality-file';
export { readMunicipalityFiles } from './municipality-files';
