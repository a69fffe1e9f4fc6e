/** Who speaks to whom: directory → Drawbridge → agent → application, as a small picture. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { provisioning } from '../../../text/provisioning.ts';

const { picture } = provisioning.getStarted;

const useStyles = makeStyles({
  root: { width: '100%', maxWidth: '760px', height: 'auto', display: 'block' },
  box: { fill: tokens.colorNeutralBackground3, stroke: tokens.colorNeutralStroke1, strokeWidth: '1px' },
  own: { fill: tokens.colorBrandBackground2, stroke: tokens.colorBrandStroke1, strokeWidth: '1px' },
  name: {
    fill: tokens.colorNeutralForeground1,
    fontSize: '14px',
    fontWeight: tokens.fontWeightSemibold,
    textAnchor: 'middle',
  },
  detail: { fill: tokens.colorNeutralForeground2, fontSize: '12px', textAnchor: 'middle' },
  line: { stroke: tokens.colorNeutralForeground2, strokeWidth: '1.5px', fill: 'none' },
  head: { fill: tokens.colorNeutralForeground2 },
  network: { fill: 'none', stroke: tokens.colorNeutralStroke1, strokeDasharray: '4 4' },
});

const boxWidth = 140;
const gap = 50;
const top = 20;
const height = 64;

export function FlowPicture({ viaAgent }: { viaAgent: boolean }) {
  const styles = useStyles();
  const stations = [
    { name: picture.directory, detail: picture.directoryDetail, isOwn: true },
    { name: picture.service, detail: picture.serviceDetail, isOwn: true },
    ...(viaAgent ? [{ name: picture.agent, detail: picture.agentDetail, isOwn: true }] : []),
    { name: picture.application, detail: picture.applicationDetail, isOwn: false },
  ];
  const xOf = (index: number): number => 10 + index * (boxWidth + gap);
  const width = xOf(stations.length - 1) + boxWidth + 10;
  const middle = top + height / 2;
  return (
    <svg
      className={styles.root}
      viewBox={`0 0 ${width} ${height + 2 * top}`}
      role="img"
      aria-label={viaAgent ? picture.label : picture.labelDirect}
      style={{ maxWidth: width }}
    >
      {viaAgent && (
        <rect
          className={styles.network}
          x={xOf(2) - 8}
          y={6}
          width={2 * boxWidth + gap + 16}
          height={height + 2 * top - 12}
          rx={8}
        />
      )}
      {stations.map(({ name, detail, isOwn }, index) => (
        <g key={name}>
          <rect
            className={isOwn ? styles.own : styles.box}
            x={xOf(index)}
            y={top}
            width={boxWidth}
            height={height}
            rx={6}
          />
          <text className={styles.name} x={xOf(index) + boxWidth / 2} y={middle - 4}>
            {name}
          </text>
          <text className={styles.detail} x={xOf(index) + boxWidth / 2} y={middle + 16}>
            {detail}
          </text>
          {index > 0 && (
            <>
              <path className={styles.line} d={`M${xOf(index) - gap + 4} ${middle}H${xOf(index) - 10}`} />
              <path className={styles.head} d={`M${xOf(index) - 4} ${middle}l-8 -5v10z`} />
            </>
          )}
        </g>
      ))}
    </svg>
  );
}
