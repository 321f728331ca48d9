import { defineSetupObject, field, text } from './fields.ts';

/** PlatformEventUsageMetric: how many events were published and delivered in a span of time. */
export const usageMetric = defineSetupObject(
  {
    name: 'PlatformEventUsageMetric',
    label: 'Platform Event Usage Metric',
    labelPlural: 'Platform Event Usage Metrics',
    keyPrefix: '',
  },
  [
    text('Name', 'Name', 80),
    field('StartDate', 'Start Date', 'datetime'),
    field('EndDate', 'End Date', 'datetime'),
    field('Value', 'Value', 'double'),
  ],
);
