/** Bars of a day, an hour each, as numbers for whoever does not see them. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Bar, BarChart, CartesianGrid, Legend, Tooltip, XAxis, YAxis } from 'recharts';
import { useEffect, useRef, useState } from 'react';
import { showTime } from '../../../lib/times.ts';
import { home } from '../../../text/home.ts';
import { outcomes, type Hour, type Outcome } from '../api/overview.ts';

const { activity: text } = home;

const fills: Readonly<Record<Outcome, string>> = {
  created: tokens.colorPaletteGreenForeground3,
  updated: tokens.colorBrandBackground,
  disabled: tokens.colorPaletteMarigoldBorderActive,
  deleted: tokens.colorNeutralForeground3,
  failed: tokens.colorPaletteRedBackground3,
};

const useStyles = makeStyles({
  root: { position: 'relative', height: '100%', minWidth: 0, overflow: 'hidden' },
  seenByReaders: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

const hourName = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const nameOf = (iso: string): string => hourName.format(new Date(iso));

export function ActivityChart({ hours }: { hours: readonly Hour[] }) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = outcomes.filter((outcome) => hours.some((hour) => hour[outcome] > 0));
  const axis = { stroke: tokens.colorNeutralStroke1, tick: { fill: tokens.colorNeutralForeground2, fontSize: 12 } };
  return (
    <div ref={root} className={styles.root}>
      <div aria-hidden>
        {size.width > 0 && (
          <BarChart
            width={size.width}
            height={size.height}
            data={[...hours]}
            accessibilityLayer={false}
            margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke={tokens.colorNeutralStroke3} />
            <XAxis dataKey="startDateTime" tickFormatter={nameOf} minTickGap={28} {...axis} />
            <YAxis allowDecimals={false} width={44} {...axis} />
            <Tooltip
              cursor={{ fill: tokens.colorSubtleBackgroundHover }}
              labelFormatter={(iso) => showTime(String(iso))}
              contentStyle={{
                backgroundColor: tokens.colorNeutralBackground1,
                color: tokens.colorNeutralForeground1,
                borderColor: tokens.colorNeutralStroke1,
                borderRadius: tokens.borderRadiusMedium,
              }}
              itemStyle={{ color: tokens.colorNeutralForeground1 }}
            />
            <Legend
              iconType="square"
              iconSize={10}
              formatter={(name) => <span style={{ color: tokens.colorNeutralForeground2 }}>{name}</span>}
            />
            {shown.map((outcome) => (
              <Bar
                key={outcome}
                dataKey={outcome}
                name={text.outcomes[outcome]}
                stackId="all"
                fill={fills[outcome]}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        )}
      </div>
      {/* A table takes the room of its content; what stands around it does not. */}
      <div className={styles.seenByReaders}>
        <table>
          <caption>{text.chart}</caption>
          <thead>
            <tr>
              <th scope="col">{text.hour}</th>
              {shown.map((outcome) => (
                <th key={outcome} scope="col">
                  {text.outcomes[outcome]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => (
              <tr key={hour.startDateTime}>
                <th scope="row">{showTime(hour.startDateTime)}</th>
                {shown.map((outcome) => (
                  <td key={outcome}>{hour[outcome]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
