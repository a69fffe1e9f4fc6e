// The sign-in pages are tested in a real browser.
import { existsSync } from 'node:fs';
import { ensure } from './debian-packages.mjs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the browser; undefined when there is none. */
export const findChromium = () => [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path));

export const ensureChromium = () =>
  ensure({
    name: 'Chromium',
    packages: ['chromium'],
    isInstalled: () => findChromium() !== undefined,
    remedy: 'Install it, for example: apt-get install chromium; or name it: CHROMIUM_PATH=/path/to/chrome',
  });
