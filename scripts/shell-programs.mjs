// The commands of docs/how-to are run as they are written, by the programs that they name.
import { spawnSync } from 'node:child_process';
import { answers, ensure } from './debian-packages.mjs';

const programs = ['bash', 'curl', 'jq'];

export const ensureShellPrograms = () =>
  ensure({
    name: 'bash, curl, jq and openssl',
    packages: [...programs, 'openssl', 'ca-certificates'],
    isInstalled: () => programs.every(answers) && spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0,
    remedy: 'Install them, for example: apt-get install bash curl jq openssl',
  });
