export { bareMunicipality } from './bare-municipality';
