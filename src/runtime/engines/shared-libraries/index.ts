/** What engines that load shared libraries have in common. */
export { keepLoaded } from './keep-loaded.js';
