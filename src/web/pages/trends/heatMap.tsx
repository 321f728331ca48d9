import { useMemo } from 'react';
import type { Trends } from '../../api.ts';
import type { Column } from '../../components/dataTable.tsx';
import { toClock, toCount, toNumber } from '../../format.ts';
import { ChartPanel } from './chartPanel.tsx';
import classes from './heatMap.module.css';
import { hoursOfDay, toLevel, toWeek, weekdays } from './week.ts';

const toHourWord = (hour: number) => toClock(Date.UTC(2024, 0, 1, hour), 'UTC');
// What has room below the columns.
const namedHours = hoursOfDay.filter((hour) => hour % 6 === 0);

function toSummary(week: readonly (readonly number[])[], most: number): string {
  if (most === 0) return 'No entries in this time.';
  const all = weekdays.flatMap(({ weekday, name }) => hoursOfDay.map((hour) => ({ weekday, name, hour })));
  const { name, hour } = all.find((cell) => week[cell.weekday]![cell.hour] === most)!;
  return `Most entries are from ${name} ${toHourWord(hour)} on: ${toNumber(most)} in that hour, all weeks together.`;
}

/** When in the week entries are made: a cell for each hour of each weekday, the darker the more. */
export function HeatMap({ trends }: { readonly trends: Trends }) {
  const week = useMemo(() => toWeek(trends.hours), [trends]);
  const most = Math.max(0, ...week.flat());
  const columns: Column<number>[] = [
    { key: 'hour', title: 'Hour', cell: (hour) => toHourWord(hour) },
    ...weekdays.map(({ weekday, name }) => ({
      ...{ key: name, title: name, numeric: true },
      cell: (hour: number) => toNumber(week[weekday]![hour]!),
    })),
  ];
  return (
    <ChartPanel
      title="Entries by hour and weekday"
      summary={toSummary(week, most)}
      columns={columns}
      rows={hoursOfDay}
      rowKey={String}
      legend={
        most > 0 && (
          <span className={classes.scale}>
            1{' '}
            {[1, 2, 3, 4, 5].map((level) => (
              <span key={level} className={classes.cell} data-level={level} />
            ))}{' '}
            {toCount(most, 'entry', 'entries')}
          </span>
        )
      }
    >
      <div className={classes.map}>
        {weekdays.map(({ weekday, name }) => (
          <div key={weekday} className={classes.row}>
            <span className={classes.name}>{name}</span>
            {hoursOfDay.map((hour) => (
              <span
                key={hour}
                className={classes.cell}
                data-level={toLevel(week[weekday]![hour]!, most)}
                title={`${name} ${toHourWord(hour)}: ${toCount(week[weekday]![hour]!, 'entry', 'entries')}`}
              />
            ))}
          </div>
        ))}
        <div className={classes.row}>
          <span />
          {namedHours.map((hour) => (
            <span key={hour} className={classes.hour}>
              {toHourWord(hour)}
            </span>
          ))}
        </div>
      </div>
    </ChartPanel>
  );
}
