import { BarChart } from '@mantine/charts';
import classes from './stackedBars.module.css';

/** One part of every bar: the key of its value in the data, its name and colour. */
interface Series {
  readonly name: string;
  readonly label: string;
  readonly color: string;
}

/** A bar: where it stands on the axis, what it is called on hover, and a value for each series. */
interface Bar {
  readonly tick: string;
  readonly title: string;
  readonly values: Readonly<Record<string, number>>;
}

interface Props {
  readonly bars: readonly Bar[];
  readonly series: readonly Series[];
  /** A value as a person reads it, on hover. */
  readonly toText: (value: number) => string;
  /** On the axis, where there is little room. */
  readonly toTick: (value: number) => string;
}

/** Bars over time, each stacked of its parts. Nothing moves: the figures are there at once. */
export function StackedBars({ bars, series, toText, toTick }: Props) {
  return (
    <BarChart
      h={240}
      type="stacked"
      data={bars.map((bar, index) => ({ ...bar.values, index }))}
      dataKey="index"
      series={series.map((each) => ({ ...each }))}
      gridColor="var(--line)"
      textColor="var(--text-2)"
      cursorFill="var(--hover)"
      tickLine="none"
      maxBarWidth={36}
      barProps={{ isAnimationActive: false }}
      barChartProps={{ accessibilityLayer: false, margin: { top: 4, right: 4, bottom: 0, left: 0 } }}
      xAxisProps={{ tickFormatter: (index: number) => bars[index]?.tick ?? '', minTickGap: 28 }}
      yAxisProps={{ width: 44, tickFormatter: toTick, allowDecimals: false }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ active, label }) => {
          const bar = active ? bars[Number(label)] : undefined;
          return bar && <Tip bar={bar} series={series} toText={toText} />;
        },
      }}
    />
  );
}

function Tip({ bar, series, toText }: Pick<Props, 'series' | 'toText'> & { readonly bar: Bar }) {
  // From above, as the parts lie on each other.
  const parts = series.filter(({ name }) => (bar.values[name] ?? 0) > 0).reverse();
  return (
    <div className={classes.tip}>
      <div className={classes.title}>{bar.title}</div>
      {parts.length === 0 && <div>Nothing</div>}
      {parts.map(({ name, label, color }) => (
        <div key={name} className={classes.part}>
          <span className={classes.dot} style={{ background: color }} />
          <span>{label}</span>
          <span className={classes.value}>{toText(bar.values[name] ?? 0)}</span>
        </div>
      ))}
    </div>
  );
}
