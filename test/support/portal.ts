/**
 * The admin centre in a real browser, against the whole product as real processes. People sign in as anybody would; each page
 * is watched for what the content security policy refuses and for errors in the console.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { GraphError, workspaceRoot } from '@drawbridge/testkit/processes';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startEverything, type Everything, type EverythingOptions } from './start-everything.ts';

/** Everything that tests have drawn. */
export const screenshotFolder = join(workspaceRoot, '.drawbridge', 'screenshots');

export type SignedIn = { readonly page: Page; readonly userPrincipalName: string; readonly userId: string };

export type Portal = Everything & {
  /** `https` is not needed: loopback is a secure context. */
  readonly url: string;
  readonly browser: Browser;
  /** A new person with these roles, signed in and at this address (as `/users`). */
  signIn(options?: { roles?: readonly string[]; at?: string; viewport?: Viewport }): Promise<SignedIn>;
  /** Console errors and refusals of the policy since the start; a test file ends by expecting none. */
  readonly complaints: readonly string[];
};

type Viewport = { readonly width: number; readonly height: number };

const desktop: Viewport = { width: 1440, height: 900 };
const password = 'seven purple mountains';

/** Default: nobody in the directory, and no agent. */
export async function startPortal(options: EverythingOptions = {}): Promise<Portal> {
  await using cleanup = new AsyncDisposableStack();
  const everything = cleanup.use(await startEverything({ agents: 0, ...options }));
  const browser = await launchBrowser();
  cleanup.defer(() => browser.close());
  const url = everything.service.ready['url']!;
  const complaints: string[] = [];
  const { graph } = everything;
  const templateIds = new Map<string, string>();

  const roleId = async (name: string): Promise<string> => {
    if (templateIds.size === 0) {
      const path = '/v1.0/roleManagement/directory/roleDefinitions?$top=100';
      for await (const role of graph.list<{ id: string; displayName: string }>(path))
        templateIds.set(role.displayName, role.id);
    }
    return templateIds.get(name)!;
  };

  const createPerson = async (roles: readonly string[]): Promise<{ id: string; userPrincipalName: string }> => {
    const name = `admin-${randomBytes(4).toString('hex')}`;
    const user = await graph.call<{ id: string; userPrincipalName: string }>('POST', '/v1.0/users', {
      accountEnabled: true,
      userPrincipalName: `${name}@corp.example`,
      displayName: `Admin ${name.slice(-4)}`,
      mailNickname: name,
      passwordProfile: { password, forceChangePasswordNextSignIn: false },
    });
    for (const role of roles) {
      await graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
        principalId: user.id,
        roleDefinitionId: await roleId(role),
        directoryScopeId: '/',
      });
    }
    return user;
  };

  const signIn: Portal['signIn'] = async ({ roles = ['Global Administrator'], at = '/', viewport = desktop } = {}) => {
    const person = await createPerson(roles);
    const context: BrowserContext = await browser.newContext({
      viewport,
      acceptDownloads: true,
      reducedMotion: 'reduce',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
    const page = await context.newPage();
    page.on('console', (message) => {
      // A refusal by the API that a test provokes is logged by the browser, too; the page has to say it.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    await page.goto(`${url}/portal${at}`);
    await page.fill('[name=username]', person.userPrincipalName);
    await page.keyboard.press('Enter');
    await page.fill('[name=password]', password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1[tabindex="-1"]');
    return { page, userPrincipalName: person.userPrincipalName, userId: person.id };
  };

  const stack = cleanup.move();
  return { ...everything, url, browser, signIn, complaints, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds serious or critical, a line each; a test expects none. A page that is just being drawn (new colours, another
 * width) has mixtures that nobody sees: what is found must still be there when it has settled.
 */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const settled = performance.now() + settledMs;
  for (;;) {
    const problems = await findProblems(page);
    if (problems.length === 0 || performance.now() > settled) return problems;
  }
}

const settledMs = 3000;

async function findProblems(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(what: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    // Fluent's own stops for the keyboard hold no content, and send the focus on.
    return (await axe.run({ exclude: [['[data-tabster-dummy]']] })).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      html: nodes[0]?.html ?? '',
    }));
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, html }) => `${id}: ${html.slice(0, 200)}`);
}

/** The page in light, dark and 375 pixels wide, as NAME-light.png, NAME-dark.png and NAME-narrow.png. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshotFolder, { recursive: true });
  const before = page.viewportSize() ?? desktop;
  const draw = (kind: string) => page.screenshot({ path: join(screenshotFolder, `${name}-${kind}.png`) });
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    await draw(colorScheme);
  }
  await wear(page, 'light');
  await page.setViewportSize({ width: 375, height: 812 });
  await draw('narrow');
  await page.setViewportSize(before);
}

type Styled = { readonly style: { readonly colorScheme: string } };

/** Resolves when the page has changed its colours; the pages of the sign-in, which are plain, do so at once. */
async function wear(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction((wanted) => {
    const { document } = globalThis as unknown as { document: { querySelector(selector: string): Styled | null } };
    const provider = document.querySelector('#root > .fui-FluentProvider');
    return !provider || provider.style.colorScheme === wanted;
  }, colorScheme);
}

/** Nothing but tables and code may be wider than the window. */
export const hasNoSidewaysScroll = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

export { GraphError };
