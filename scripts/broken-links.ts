/**
 * Links between the Markdown pages that lead nowhere: to a file that is not there, or to a heading that its page does not
 * have. Code blocks are passed over. Anchors are made as GitHub makes them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const withoutCode = (text: string): string =>
  text
    .replace(/^(`{3,}|~{3,})[^\n]*\n.*?^\1\s*$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));

/** `## Staged deletions` is `staged-deletions`, and a second one `staged-deletions-1`. */
function anchorsOf(file: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const text = readFileSync(file, 'utf8').replace(/^(`{3,}|~{3,})[^\n]*\n.*?^\1\s*$/gms, '');
  for (const [, heading] of text.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

/** One sentence for each link of these pages that leads nowhere. */
export function brokenLinks(files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    [...withoutCode(readFileSync(file, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^[a-z]+:/.test(link!)) return [];
      const [path = '', anchor] = link!.split('#');
      const target = path === '' ? file : normalize(join(dirname(file), path));
      if (!existsSync(target)) return [`${file}: the link to ${link} leads nowhere`];
      if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)) return [];
      return [`${file}: the link to ${link} leads to no heading of ${target}`];
    }),
  );
}
