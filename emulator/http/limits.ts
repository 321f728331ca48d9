import type { Org } from '../org/org.ts';
import { deliveryAllocation } from '../org/settings.ts';
import { jobsOfToday } from './jobStore.ts';

/** GET /limits: Max and Remaining under the names that Salesforce documents. */
export function limitsOf(org: Org): Record<string, { Max: number; Remaining: number }> {
  const { settings, usage } = org;
  const untouched = (max: number) => ({ Max: max, Remaining: max });
  return {
    ConcurrentAsyncGetReportInstances: untouched(200),
    DailyApiRequests: {
      Max: settings.dailyApiLimit,
      Remaining: Math.max(0, settings.dailyApiLimit - usage.apiRequests),
    },
    DailyAsyncApexExecutions: untouched(250_000),
    DailyBulkApiBatches: untouched(15_000),
    DailyBulkV2QueryFileStorageMB: untouched(976_562),
    DailyBulkV2QueryJobs: {
      Max: settings.bulkJobLimit,
      Remaining: Math.max(0, settings.bulkJobLimit - jobsOfToday(org)),
    },
    DailyDeliveredPlatformEvents: {
      Max: deliveryAllocation(settings),
      Remaining: org.allocation.left(),
    },
    DailyGenericStreamingApiEvents: untouched(10_000),
    DailyStandardVolumePlatformEvents: untouched(25_000),
    DailyStreamingApiEvents: untouched(200_000),
    DataStorageMB: untouched(10_240),
    FileStorageMB: untouched(10_240),
    HourlyPublishedPlatformEvents: untouched(250_000),
    HourlyTimeBasedWorkflow: untouched(1_000),
    MassEmail: untouched(5_000),
    MonthlyPlatformEventsUsageEntitlement: untouched(0),
    PermissionSets: untouched(1_500),
    SingleEmail: untouched(5_000),
    StreamingApiConcurrentClients: untouched(1_000),
  };
}
