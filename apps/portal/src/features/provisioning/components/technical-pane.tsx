/** Ids and times of a job that support asks for. */
import { Text } from '@fluentui/react-components';
import { provisioning } from '../../../text/provisioning.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Job } from '../api/job.ts';

const { technical } = provisioning;

export function TechnicalPane({ job, onClose }: { job: Job; onClose: () => void }) {
  const { status, schedule } = job;
  const activity = status.lastExecution?.activityIdentifier;
  return (
    <SidePane title={technical.title} onClose={onClose}>
      <Facts
        facts={[
          { name: technical.jobId, value: <Copyable value={job.id} what={technical.jobId} /> },
          ...(activity === undefined
            ? []
            : [{ name: technical.activityId, value: <Copyable value={activity} what={technical.activityId} /> }]),
          ...(status.cycle
            ? [
                {
                  name: technical.cycleId,
                  value: <Copyable value={status.cycle.cycleId} what={technical.cycleId} />,
                },
              ]
            : []),
          { name: technical.template, value: job.templateId },
          { name: technical.schedule, value: technical.states[schedule.state] },
          { name: technical.steadyFirst, value: <Time iso={status.steadyStateFirstAchievedTime} exact /> },
          { name: technical.steadyLast, value: <Time iso={status.steadyStateLastAchievedTime} exact /> },
          {
            name: technical.lastSuccess,
            value: <Time iso={status.lastSuccessfulExecution?.timeEnded} exact />,
          },
        ]}
      />
      <p>
        <Text>{technical.support}</Text>
      </p>
    </SidePane>
  );
}
