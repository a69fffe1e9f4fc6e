/** What a cycle did, by outcome. */
import { showCount } from '../../../lib/times.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { Section } from '../../../ui/section.tsx';
import type { Tally } from '../api/job.ts';
import { Figures } from './figures.tsx';

const { tally: words } = provisioning;
const outcomes = [
  'created',
  'updated',
  'disabled',
  'deleted',
  'skipped',
  'failed',
  'references',
  'requests',
] as const satisfies readonly (keyof Tally)[];

export function TallySection({ title, tally }: { title: string; tally: Tally }) {
  return (
    <Section title={title}>
      <Figures
        figures={outcomes.map((outcome) => ({
          name: words[outcome],
          value: showCount(tally[outcome]),
          ...(outcome === 'skipped' ? { hint: words.skippedHint } : {}),
        }))}
      />
    </Section>
  );
}
