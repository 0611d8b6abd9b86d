/** What the installers of engines' libraries share: archives downloaded and unpacked, folders put in place whole. */
export {
  downloadAndUnpack,
  uninstallLibrary,
  type ArchiveOptions,
  type ArchiveWords,
  type LibraryArchive,
} from './archive.js';
export { installFolder } from './install-folder.js';
