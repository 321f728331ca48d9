/** What the installation gives the Salesforce service. */
export interface SalesforceSettings {
  /** Of the External Client App; null while there is none. */
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly productionLoginUrl: string;
  readonly sandboxLoginUrl: string;
  readonly pubsubUrl: string;
  /** `66.0` */
  readonly apiVersion: string;
  /** Keeps the channels of two installations apart. */
  readonly installationId: string;
}
