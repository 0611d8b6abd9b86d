/** Opens a page in the reader's browser, by the platform's opener. */
import { spawn } from 'node:child_process';

/** How long an opener may take to say that there is no browser. */
const PATIENCE_MS = 1500;

const openerOf = (platform: NodeJS.Platform, target: string): [string, string[]] => {
  if (platform === 'darwin') return ['open', [target]];
  // `start` takes its first quoted argument for a title.
  if (platform === 'win32') return ['cmd', ['/c', 'start', '""', target.replace(/&/g, '^&')]];
  return ['xdg-open', [target]];
};

/** Returns whether it was opened, as far as its opener says; that there is none is no error. */
export function openInBrowser(target: string, platform = process.platform): Promise<boolean> {
  const [command, args] = openerOf(platform, target);
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' });
    // Some openers go on as long as the browser does.
    const timer = setTimeout(() => resolve(true), PATIENCE_MS);
    const end = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
}
