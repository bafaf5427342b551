/** For those who look into an installation from outside: the end-to-end tests. */
export { prepareGround, type Ground } from './ground/ground';
