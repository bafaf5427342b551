export * from './boundary';
export { withDraftRouting } from './draft-routing';
export * from './municipalities';
export * from './municipality';
export * from './named-municipality';
export { MunicipalityFileError, type MunicipalityFileProblem } from './municipality-file';
export { checkMunicipalityFiles } from './municipality-files';
export { MunicipalityFolder } from './municipality-folder';
export { watchMunicipalities } from './watch-municipalities';
