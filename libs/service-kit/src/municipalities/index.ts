export * from './boundary';
export * from './municipalities';
export * from './municipality';
export { MunicipalityFileError, readMunicipality, type MunicipalityFileProblem } from './municipality-file';
export { municipalitySchema } from './municipality.schema';
