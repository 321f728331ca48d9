// Made by `npm run generate` from the OpenAPI document; what is to change here changes in the routes.

export interface Paths {
  '/api/v1/account': {
    /**
     * Give the account another name; for its Owners
     */
    patch: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              name: string;
              domain: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/activities': {
    /**
     * The timeline, newest first, in pages to both sides
     */
    get: {
      parameters: {
        query?: {
          userId?: string[] | string;
          connectionId?: string[] | string;
          feature?: string[] | string;
          category?: string[] | string;
          action?: string[] | string;
          objectType?: string[] | string;
          objectId?: string[] | string;
          text?: string;
          from?: string;
          to?: string;
          cursor?: string;
          limit?: number;
          direction?: 'older' | 'newer';
          at?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                userId: string;
                service: string;
                connectionId: string;
                feature: string;
                category: string;
                action: string;
                title: string;
                object: {
                  type: string;
                  id: string | null;
                  name: string | null;
                  url: string | null;
                };
                changes: {
                  field: string;
                  label: string;
                  from: string | null;
                  to: string | null;
                  fromId?: string | null;
                  toId?: string | null;
                  at: string;
                }[];
                occurredAt: string;
                receivedAt: string;
                latencySeconds: number | null;
                durationSeconds: number;
                durationSource: 'estimated' | 'actual' | 'edited';
                edited: {
                  by: {
                    id: string;
                    name: string;
                  } | null;
                  at: string;
                  reportedSeconds: number;
                  reportedSource: 'estimated' | 'actual';
                } | null;
                actor: ('person' | 'automation') | null;
                via: string | null;
                count: number;
                paths: ('cdc' | 'field_history' | 'delta')[];
                came: 'live' | 'sweep' | 'backfill' | 'recovered';
              }[];
              nextCursor: string | null;
              previousCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/activities/export': {
    /**
     * The filtered timeline as a file, CSV or JSON Lines, newest first; x-entries-estimate says how long about
     */
    get: {
      parameters: {
        query?: {
          userId?: string[] | string;
          connectionId?: string[] | string;
          feature?: string[] | string;
          category?: string[] | string;
          action?: string[] | string;
          objectType?: string[] | string;
          objectId?: string[] | string;
          text?: string;
          from?: string;
          to?: string;
          format?: 'csv' | 'jsonl';
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'text/csv': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/activities/stream': {
    /**
     * The timeline live, as server-sent events: activity, activity_removed, reset
     */
    get: {
      parameters: {
        query?: {
          userId?: string[] | string;
          connectionId?: string[] | string;
          feature?: string[] | string;
          category?: string[] | string;
          action?: string[] | string;
          objectType?: string[] | string;
          objectId?: string[] | string;
          text?: string;
          from?: string;
          to?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'text/event-stream': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/activities/{id}/duration': {
    /**
     * Set how long an entry took, or take that back; open to whoever sees the entry
     */
    put: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            seconds: number | null;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              userId: string;
              service: string;
              connectionId: string;
              feature: string;
              category: string;
              action: string;
              title: string;
              object: {
                type: string;
                id: string | null;
                name: string | null;
                url: string | null;
              };
              changes: {
                field: string;
                label: string;
                from: string | null;
                to: string | null;
                fromId?: string | null;
                toId?: string | null;
                at: string;
              }[];
              occurredAt: string;
              receivedAt: string;
              latencySeconds: number | null;
              durationSeconds: number;
              durationSource: 'estimated' | 'actual' | 'edited';
              edited: {
                by: {
                  id: string;
                  name: string;
                } | null;
                at: string;
                reportedSeconds: number;
                reportedSource: 'estimated' | 'actual';
              } | null;
              actor: ('person' | 'automation') | null;
              via: string | null;
              count: number;
              paths: ('cdc' | 'field_history' | 'delta')[];
              came: 'live' | 'sweep' | 'backfill' | 'recovered';
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/activities/{id}/reports': {
    /**
     * Which paths told of an entry and when; open to whoever sees the entry
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                path: 'cdc' | 'field_history' | 'delta';
                at: string;
                arrivedAt: string;
                lastArrivedAt: string;
                records: number;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/alerts': {
    /**
     * Where alerts go, and who is written to
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              mail: {
                server: string;
                from: string;
                to: {
                  name: string;
                  email: string;
                }[];
              } | null;
              webhook: {
                host: string;
                signed: boolean;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/alerts/test': {
    /**
     * Send a test alert at once, by every way that is set up
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              mail: {
                sent: boolean;
                reason: string | null;
              } | null;
              webhook: {
                sent: boolean;
                reason: string | null;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/audit': {
    /**
     * Who changed which setting when, newest first; all of it as CSV by Accept or format
     */
    get: {
      parameters: {
        query?: {
          userId?: string[] | string;
          action?: string[] | string;
          connectionId?: string[] | string;
          from?: string;
          to?: string;
          format?: 'json' | 'csv';
          cursor?: string;
          limit?: number;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                at: string;
                user: {
                  id: string | null;
                  name: string;
                };
                action: string;
                connection: {
                  id: string;
                  name: string | null;
                } | null;
                subject: string | null;
                details: {
                  [k: string]: string | number | boolean | null;
                };
              }[];
              nextCursor: string | null;
            };
            'text/csv': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections': {
    /**
     * Connections of the account, oldest first
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                service: string;
                name: string;
                environment: 'production' | 'sandbox';
                organizationId: string | null;
                organizationName: string | null;
                edition: string | null;
                instanceUrl: string | null;
                status: 'authorizing' | 'provisioning' | 'active' | 'attention' | 'removing' | 'removed';
                statusReason: {
                  code: string;
                  text: string;
                  fix: string;
                  note?: string;
                  since: string;
                } | null;
                channel: string | null;
                connectedBy: {
                  userId: string | null;
                  name: string;
                  remoteUserId: string | null;
                };
                owner: {
                  userId: string;
                  name: string;
                } | null;
                createdAt: string;
                provisioning: {
                  key: string;
                  name: string;
                  state: 'pending' | 'running' | 'done' | 'failed';
                  detail: string | null;
                }[];
                stream: {
                  state: 'stopped' | 'connecting' | 'live' | 'delayed';
                  lastEventAt: string | null;
                  coveredTo: string | null;
                  replayId: string | null;
                };
                sweeps: {
                  fieldHistory: {
                    lastRunAt: string | null;
                    lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                    nextRunAt: string | null;
                  };
                  delta: {
                    lastRunAt: string | null;
                    lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                    nextRunAt: string | null;
                  };
                };
                sweepPause: {
                  code: string;
                  text: string;
                  fix: string;
                  note?: string;
                  since: string;
                  until: string;
                } | null;
                backfill: {
                  state: 'pending' | 'running' | 'done' | 'failed';
                  percent: number;
                  remainingSeconds: number | null;
                };
                import: {
                  runId: string;
                  months: number;
                  percent: number;
                } | null;
                cdcSlots: {
                  used: number;
                  limit: number;
                  ours: string[];
                  others: string[];
                  shared: string[];
                  exempt: string[];
                  channels: {
                    [k: string]: string[];
                  };
                  plan: {
                    feature: string;
                    entity: string;
                    takes: 'slot' | 'shared' | 'none';
                    unblocks: string | null;
                  }[];
                };
                delivery: {
                  used: number;
                  limit: number;
                  forecast: string | null;
                  readAt: string | null;
                } | null;
                apiUsage: {
                  used: number | null;
                  limit: number | null;
                  floorPercent: number;
                  forecast: string | null;
                };
                users: {
                  mapped: number;
                  unmapped: number;
                  former: number;
                  conflict: number;
                  excluded: {
                    [k: string]: number;
                  };
                };
                directoryVersion: number;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}': {
    /**
     * One connection with its progress, stream, slots and counts
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              service: string;
              name: string;
              environment: 'production' | 'sandbox';
              organizationId: string | null;
              organizationName: string | null;
              edition: string | null;
              instanceUrl: string | null;
              status: 'authorizing' | 'provisioning' | 'active' | 'attention' | 'removing' | 'removed';
              statusReason: {
                code: string;
                text: string;
                fix: string;
                note?: string;
                since: string;
              } | null;
              channel: string | null;
              connectedBy: {
                userId: string | null;
                name: string;
                remoteUserId: string | null;
              };
              owner: {
                userId: string;
                name: string;
              } | null;
              createdAt: string;
              provisioning: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'failed';
                detail: string | null;
              }[];
              stream: {
                state: 'stopped' | 'connecting' | 'live' | 'delayed';
                lastEventAt: string | null;
                coveredTo: string | null;
                replayId: string | null;
              };
              sweeps: {
                fieldHistory: {
                  lastRunAt: string | null;
                  lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                  nextRunAt: string | null;
                };
                delta: {
                  lastRunAt: string | null;
                  lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                  nextRunAt: string | null;
                };
              };
              sweepPause: {
                code: string;
                text: string;
                fix: string;
                note?: string;
                since: string;
                until: string;
              } | null;
              backfill: {
                state: 'pending' | 'running' | 'done' | 'failed';
                percent: number;
                remainingSeconds: number | null;
              };
              import: {
                runId: string;
                months: number;
                percent: number;
              } | null;
              cdcSlots: {
                used: number;
                limit: number;
                ours: string[];
                others: string[];
                shared: string[];
                exempt: string[];
                channels: {
                  [k: string]: string[];
                };
                plan: {
                  feature: string;
                  entity: string;
                  takes: 'slot' | 'shared' | 'none';
                  unblocks: string | null;
                }[];
              };
              delivery: {
                used: number;
                limit: number;
                forecast: string | null;
                readAt: string | null;
              } | null;
              apiUsage: {
                used: number | null;
                limit: number | null;
                floorPercent: number;
                forecast: string | null;
              };
              users: {
                mapped: number;
                unmapped: number;
                former: number;
                conflict: number;
                excluded: {
                  [k: string]: number;
                };
              };
              directoryVersion: number;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Rename a connection, or give it another owner
     */
    patch: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            ownerId?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              service: string;
              name: string;
              environment: 'production' | 'sandbox';
              organizationId: string | null;
              organizationName: string | null;
              edition: string | null;
              instanceUrl: string | null;
              status: 'authorizing' | 'provisioning' | 'active' | 'attention' | 'removing' | 'removed';
              statusReason: {
                code: string;
                text: string;
                fix: string;
                note?: string;
                since: string;
              } | null;
              channel: string | null;
              connectedBy: {
                userId: string | null;
                name: string;
                remoteUserId: string | null;
              };
              owner: {
                userId: string;
                name: string;
              } | null;
              createdAt: string;
              provisioning: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'failed';
                detail: string | null;
              }[];
              stream: {
                state: 'stopped' | 'connecting' | 'live' | 'delayed';
                lastEventAt: string | null;
                coveredTo: string | null;
                replayId: string | null;
              };
              sweeps: {
                fieldHistory: {
                  lastRunAt: string | null;
                  lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                  nextRunAt: string | null;
                };
                delta: {
                  lastRunAt: string | null;
                  lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                  nextRunAt: string | null;
                };
              };
              sweepPause: {
                code: string;
                text: string;
                fix: string;
                note?: string;
                since: string;
                until: string;
              } | null;
              backfill: {
                state: 'pending' | 'running' | 'done' | 'failed';
                percent: number;
                remainingSeconds: number | null;
              };
              import: {
                runId: string;
                months: number;
                percent: number;
              } | null;
              cdcSlots: {
                used: number;
                limit: number;
                ours: string[];
                others: string[];
                shared: string[];
                exempt: string[];
                channels: {
                  [k: string]: string[];
                };
                plan: {
                  feature: string;
                  entity: string;
                  takes: 'slot' | 'shared' | 'none';
                  unblocks: string | null;
                }[];
              };
              delivery: {
                used: number;
                limit: number;
                forecast: string | null;
                readAt: string | null;
              } | null;
              apiUsage: {
                used: number | null;
                limit: number | null;
                floorPercent: number;
                forecast: string | null;
              };
              users: {
                mapped: number;
                unmapped: number;
                former: number;
                conflict: number;
                excluded: {
                  [k: string]: number;
                };
              };
              directoryVersion: number;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/coverage': {
    /**
     * The time that each feature is covered for, and the holes in it
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                feature: string;
                path: 'cdc' | 'field_history' | 'delta';
                by: 'stream' | 'sweep' | 'backfill' | 'import' | 'repair';
                from: string;
                to: string;
              }[];
              holes: {
                feature: string;
                from: string;
                to: string;
                ongoing: boolean;
                cause:
                  | 'overflow'
                  | 'wildcard'
                  | 'position_lost'
                  | 'undecodable'
                  | 'delivery_limit'
                  | 'access_lost'
                  | 'slot_lost'
                  | 'budget_paused'
                  | 'outage'
                  | 'switched_off';
                detectedAt: string;
                repair: {
                  closedAt: string;
                  evidence: {
                    [k: string]: unknown;
                  };
                } | null;
              }[];
              certain: {
                feature: string;
                to: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/features': {
    /**
     * Every feature of the connection: how it runs and why not
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                key: string;
                name: string;
                path: 'cdc' | 'sweep';
                defaultPath: 'cdc' | 'sweep';
                status: 'active' | 'blocked' | 'disabled' | 'unavailable' | 'error';
                reason: {
                  code: string;
                  text: string;
                  fix: string;
                  note?: string;
                } | null;
                enabled: boolean;
                lastProcessedAt: string | null;
                certainTo: string | null;
                switched: {
                  by: string | null;
                  at: string;
                } | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/features/{key}': {
    /**
     * Switch a feature for the whole connection
     */
    patch: {
      parameters: {
        query?: never;
        path: {
          id: string;
          key: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            enabled: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              key: string;
              name: string;
              path: 'cdc' | 'sweep';
              defaultPath: 'cdc' | 'sweep';
              status: 'active' | 'blocked' | 'disabled' | 'unavailable' | 'error';
              reason: {
                code: string;
                text: string;
                fix: string;
                note?: string;
              } | null;
              enabled: boolean;
              lastProcessedAt: string | null;
              certainTo: string | null;
              switched: {
                by: string | null;
                at: string;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/features/{key}/retry': {
    /**
     * Try the slot of a blocked feature again
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
          key: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              key: string;
              name: string;
              path: 'cdc' | 'sweep';
              defaultPath: 'cdc' | 'sweep';
              status: 'active' | 'blocked' | 'disabled' | 'unavailable' | 'error';
              reason: {
                code: string;
                text: string;
                fix: string;
                note?: string;
              } | null;
              enabled: boolean;
              lastProcessedAt: string | null;
              certainTo: string | null;
              switched: {
                by: string | null;
                at: string;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/imports': {
    /**
     * Import older field history, 1 to 18 months; answers the running import where one runs
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            months: number;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              runId: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Cancel the running import; what it has read stays
     */
    delete: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              runId: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/receipt': {
    /**
     * What a removal removed, in Salesforce and here, and what is still to be done by hand
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              connection: {
                id: string;
                name: string;
                environment: string;
                organizationId: string | null;
                organizationName: string | null;
              };
              data: 'keep' | 'erase';
              askedBy: string;
              askedAt: string;
              approvedBy: string;
              approvedAt: string;
              finishedAt: string;
              salesforce: {
                channels: string[];
                members: string[];
                accessRevoked: boolean;
              };
              erased: {
                [k: string]: number;
              };
              kept: {
                activities: number;
              };
              manual: {
                what: string;
                todo: string;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/reconnect': {
    /**
     * Begin to authorise again; the connection goes on from its stored positions
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              authorizationUrl: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/rejects': {
    /**
     * Events and rows that could not be understood
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                key: string;
                feature: string | null;
                receivedAt: string;
                reason: string;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/rejects/replay': {
    /**
     * Read the rejects again; those that are understood now join the timeline and vanish here
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              replayed: number;
              left: number;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/removal': {
    /**
     * Ask for the removal of a connection; the wish stands in the chat until an operator answers it
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            data: 'keep' | 'erase';
            note?: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              id: string;
              connectionId: string;
              threadId: string;
              data: 'keep' | 'erase';
              state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
              askedBy: {
                userId: string;
                name: string;
              };
              askedAt: string;
              decidedBy: {
                userId: string;
                name: string;
              } | null;
              decidedAt: string | null;
              finishedAt: string | null;
              steps: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'left';
                counts: {
                  [k: string]: number;
                };
                manual: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * The newest removal of a connection, with its steps
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              connectionId: string;
              threadId: string;
              data: 'keep' | 'erase';
              state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
              askedBy: {
                userId: string;
                name: string;
              };
              askedAt: string;
              decidedBy: {
                userId: string;
                name: string;
              } | null;
              decidedAt: string | null;
              finishedAt: string | null;
              steps: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'left';
                counts: {
                  [k: string]: number;
                };
                manual: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Take the wish back, while nobody has answered it
     */
    delete: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/removal/approve': {
    /**
     * Approve a removal, as an operator: the connection is removed in the background
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            note?: string;
          } | null;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              id: string;
              connectionId: string;
              threadId: string;
              data: 'keep' | 'erase';
              state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
              askedBy: {
                userId: string;
                name: string;
              };
              askedAt: string;
              decidedBy: {
                userId: string;
                name: string;
              } | null;
              decidedAt: string | null;
              finishedAt: string | null;
              steps: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'left';
                counts: {
                  [k: string]: number;
                };
                manual: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/removal/decline': {
    /**
     * Decline a removal, as an operator: the connection stays
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            note?: string;
          } | null;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              connectionId: string;
              threadId: string;
              data: 'keep' | 'erase';
              state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
              askedBy: {
                userId: string;
                name: string;
              };
              askedAt: string;
              decidedBy: {
                userId: string;
                name: string;
              } | null;
              decidedAt: string | null;
              finishedAt: string | null;
              steps: {
                key: string;
                name: string;
                state: 'pending' | 'running' | 'done' | 'left';
                counts: {
                  [k: string]: number;
                };
                manual: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/replace': {
    /**
     * Begin to authorise what a refreshed sandbox became; entries stay, positions start anew
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              authorizationUrl: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/runs': {
    /**
     * What was run for the connection, newest first
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
          kind?: string[] | string;
          state?: string[] | string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                kind: string;
                state: 'running' | 'done' | 'failed' | 'cancelled';
                startedAt: string;
                finishedAt: string | null;
                progress: number | null;
                counts: {
                  [k: string]: number;
                };
                error: string | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/sweeps': {
    /**
     * Run a sweep now; answers the running one where one runs
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            kind: 'field_history' | 'delta' | 'users';
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              runId: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/users': {
    /**
     * The org's people by name, with their mapping and switches
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
          state?: 'automatic' | 'manual' | 'unmapped' | 'conflict' | 'former';
          search?: string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                remoteUser: {
                  id: string;
                  name: string;
                  email: string;
                  username: string;
                  active: boolean;
                };
                mapping: {
                  state: 'automatic' | 'manual' | 'unmapped' | 'conflict';
                  userId: string | null;
                  waiting: number;
                };
                features: {
                  [k: string]: boolean;
                };
                lastProcessedAt: string | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/users/{remote}/features/{key}': {
    /**
     * Switch a feature for one person of the org
     */
    put: {
      parameters: {
        query?: never;
        path: {
          id: string;
          remote: string;
          key: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            enabled: boolean;
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/connections/{id}/users/{remote}/mapping': {
    /**
     * Map a person of the org to a user, or to nobody; remembered
     */
    put: {
      parameters: {
        query?: never;
        path: {
          id: string;
          remote: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            userId: string | null;
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/day': {
    /**
     * A day of a zone, one row a person: entries and meetings as intervals, and why time is not certain
     */
    get: {
      parameters: {
        query: {
          cursor?: string;
          limit?: number;
          userId?: string[] | string;
          date: string;
          timeZone?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              date: string;
              timeZone: string;
              from: string;
              to: string;
              items: {
                user: {
                  id: string;
                  name: string;
                  timeZone: string;
                };
                connectionIds: string[];
                intervals: {
                  activityId: string;
                  kind: 'activity' | 'meeting';
                  from: string;
                  to: string;
                  feature: string;
                  category: string;
                  action: string;
                  title: string;
                  durationSource: 'estimated' | 'actual' | 'edited';
                  automation: boolean;
                  count: number;
                }[];
                cut: boolean;
              }[];
              nextCursor: string | null;
              gaps:
                | {
                    connectionId: string;
                    connectionName: string;
                    features: string[];
                    from: string;
                    to: string;
                    cause: string;
                    ongoing: boolean;
                    repairedAt: string | null;
                  }[]
                | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/demo/cast': {
    /**
     * Whom to sign in as with one click; in demo mode only
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string;
                role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                managerId: string | null;
                timeZone: string;
                region: string | null;
                position: string | null;
                loginAccess: boolean;
                deactivatedAt: string | null;
                invitedAt: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/demo/session': {
    /**
     * Sign in as one of the cast; in demo mode only
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            userId: string;
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/first-run': {
    /**
     * Whether this installation waits for its first account
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              needed: boolean;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Create the first account with its Owner, who is then signed in; uses the link up
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            token: string;
            account: {
              name: string;
              domain: string;
            };
            owner: {
              email: string;
              name: string;
              timeZone?: string;
            };
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/first-run/check': {
    /**
     * Whether the link from the terminal still serves
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            token: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              expiresAt: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/me': {
    /**
     * Who I am and what I may do
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string;
                email: string;
                name: string;
                role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                managerId: string | null;
                timeZone: string;
                region: string | null;
                position: string | null;
                loginAccess: boolean;
                deactivatedAt: string | null;
                invitedAt: string | null;
              };
              account: {
                id: string;
                name: string;
                domain: string;
              };
              csrfToken: string | null;
              can: {
                connect: boolean;
                managePeople: boolean;
                operate: boolean;
              };
              operators: boolean;
              mail: boolean;
              demo: boolean;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/my-data': {
    /**
     * What is collected and stored about me, and who switched what
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string;
                email: string;
                name: string;
                role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                managerId: string | null;
                timeZone: string;
                region: string | null;
                position: string | null;
                loginAccess: boolean;
                deactivatedAt: string | null;
                invitedAt: string | null;
              };
              connections: {
                id: string;
                service: string;
                name: string;
                remoteUsers: {
                  id: string;
                  name: string;
                  manual: boolean;
                }[];
                features: {
                  key: string;
                  name: string;
                  collected: boolean;
                  connectionEnabled: boolean;
                  connectionSwitched: {
                    by: string | null;
                    at: string;
                  } | null;
                  switches: {
                    remoteUserId: string;
                    enabled: boolean;
                    by: string | null;
                    at: string;
                  }[];
                  reads: {
                    object: string;
                    fields: string[];
                  }[];
                }[];
              }[];
              stored: {
                connectionId: string;
                feature: string;
                category: string;
                entries: number;
                first: string;
                last: string;
              }[];
              totals: {
                entries: number;
                edited: number;
              };
              erasure: {
                state: 'running' | 'done';
                requestedAt: string;
                finishedAt: string | null;
                entries: number;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/my-data/export': {
    /**
     * All that is stored about me, as a file: JSON with what is collected, or entries as CSV
     */
    get: {
      parameters: {
        query?: {
          format?: 'json' | 'csv';
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/objects/{type}/{id}/activities': {
    /**
     * What happened to a record, newest first, by those whom I may see
     */
    get: {
      parameters: {
        query?: {
          connectionId?: string[] | string;
          cursor?: string;
          limit?: number;
          direction?: 'older' | 'newer';
          at?: string;
        };
        path: {
          type: string;
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                userId: string;
                service: string;
                connectionId: string;
                feature: string;
                category: string;
                action: string;
                title: string;
                object: {
                  type: string;
                  id: string | null;
                  name: string | null;
                  url: string | null;
                };
                changes: {
                  field: string;
                  label: string;
                  from: string | null;
                  to: string | null;
                  fromId?: string | null;
                  toId?: string | null;
                  at: string;
                }[];
                occurredAt: string;
                receivedAt: string;
                latencySeconds: number | null;
                durationSeconds: number;
                durationSource: 'estimated' | 'actual' | 'edited';
                edited: {
                  by: {
                    id: string;
                    name: string;
                  } | null;
                  at: string;
                  reportedSeconds: number;
                  reportedSource: 'estimated' | 'actual';
                } | null;
                actor: ('person' | 'automation') | null;
                via: string | null;
                count: number;
                paths: ('cdc' | 'field_history' | 'delta')[];
                came: 'live' | 'sweep' | 'backfill' | 'recovered';
              }[];
              nextCursor: string | null;
              previousCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/openapi.json': {
    /**
     * This document
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content?: never;
        };
      };
    };
  };
  '/api/v1/services': {
    /**
     * What can be connected, and what is
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                key: string;
                name: string;
                description: string;
                configured: boolean;
                missingSettings: string[];
                canConnect: boolean;
                askWhom: string | null;
                editions: {
                  key: string;
                  label: string;
                  supported: boolean;
                }[];
                connections:
                  | {
                      id: string;
                      service: string;
                      name: string;
                      environment: 'production' | 'sandbox';
                      organizationId: string | null;
                      organizationName: string | null;
                      edition: string | null;
                      instanceUrl: string | null;
                      status:
                        'authorizing' | 'provisioning' | 'active' | 'attention' | 'removing' | 'removed';
                      statusReason: {
                        code: string;
                        text: string;
                        fix: string;
                        note?: string;
                        since: string;
                      } | null;
                      channel: string | null;
                      connectedBy: {
                        userId: string | null;
                        name: string;
                        remoteUserId: string | null;
                      };
                      owner: {
                        userId: string;
                        name: string;
                      } | null;
                      createdAt: string;
                      provisioning: {
                        key: string;
                        name: string;
                        state: 'pending' | 'running' | 'done' | 'failed';
                        detail: string | null;
                      }[];
                      stream: {
                        state: 'stopped' | 'connecting' | 'live' | 'delayed';
                        lastEventAt: string | null;
                        coveredTo: string | null;
                        replayId: string | null;
                      };
                      sweeps: {
                        fieldHistory: {
                          lastRunAt: string | null;
                          lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                          nextRunAt: string | null;
                        };
                        delta: {
                          lastRunAt: string | null;
                          lastStatus: ('running' | 'done' | 'failed' | 'cancelled' | 'paused') | null;
                          nextRunAt: string | null;
                        };
                      };
                      sweepPause: {
                        code: string;
                        text: string;
                        fix: string;
                        note?: string;
                        since: string;
                        until: string;
                      } | null;
                      backfill: {
                        state: 'pending' | 'running' | 'done' | 'failed';
                        percent: number;
                        remainingSeconds: number | null;
                      };
                      import: {
                        runId: string;
                        months: number;
                        percent: number;
                      } | null;
                      cdcSlots: {
                        used: number;
                        limit: number;
                        ours: string[];
                        others: string[];
                        shared: string[];
                        exempt: string[];
                        channels: {
                          [k: string]: string[];
                        };
                        plan: {
                          feature: string;
                          entity: string;
                          takes: 'slot' | 'shared' | 'none';
                          unblocks: string | null;
                        }[];
                      };
                      delivery: {
                        used: number;
                        limit: number;
                        forecast: string | null;
                        readAt: string | null;
                      } | null;
                      apiUsage: {
                        used: number | null;
                        limit: number | null;
                        floorPercent: number;
                        forecast: string | null;
                      };
                      users: {
                        mapped: number;
                        unmapped: number;
                        former: number;
                        conflict: number;
                        excluded: {
                          [k: string]: number;
                        };
                      };
                      directoryVersion: number;
                    }[]
                  | null;
                removed:
                  | {
                      id: string;
                      name: string;
                      environment: 'production' | 'sandbox';
                      removedAt: string;
                      keepsEntries: boolean;
                    }[]
                  | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/services/{service}/connections': {
    /**
     * Begin to connect an org; the browser then goes to authorizationUrl
     */
    post: {
      parameters: {
        query?: never;
        path: {
          service: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            environment: 'production' | 'sandbox';
            edition: string;
            myDomain?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
              authorizationUrl: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/session': {
    /**
     * Sign a browser in with an API token
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            token: string;
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * End the session
     */
    delete: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/session/providers': {
    /**
     * Where people can sign in
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                key: string;
                label: string;
                startUrl: string;
              }[];
              nextCursor: string | null;
              demo: boolean;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/sessions': {
    /**
     * Browsers that are signed in as me, last used first
     */
    get: {
      parameters: {
        query?: {
          userId?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                current: boolean;
                method: string;
                userAgent: string;
                createdAt: string;
                lastUsedAt: string;
                expiresAt: string;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Sign all browsers out but the one that asks
     */
    delete: {
      parameters: {
        query?: {
          userId?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              ended: number;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/sessions/{id}': {
    /**
     * Sign one browser out
     */
    delete: {
      parameters: {
        query?: {
          userId?: string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/inbox': {
    /**
     * Threads of all accounts, for the operators of this installation
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
          waiting?: 'true' | 'false';
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                account: {
                  id: string;
                  name: string;
                };
                subject: string;
                connection: {
                  id: string;
                  name: string;
                } | null;
                startedBy: {
                  userId: string;
                  name: string;
                };
                startedAt: string;
                messageCount: number;
                lastMessageAt: string;
                unread: number;
                waiting: boolean;
                removal: {
                  data: 'keep' | 'erase';
                  state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
                } | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/messages': {
    /**
     * Write to the operators of this installation, or as one of them; without a thread a new one begins
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            text: string;
            threadId?: string;
            connectionId?: string;
            subject?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
              threadId: string;
              number: number;
              author: {
                userId: string | null;
                name: string;
                operator: boolean;
              };
              kind: 'text' | 'removal_request' | 'removal_answer' | 'receipt';
              text: string;
              sentAt: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Messages of a thread, or of all my threads, newest first
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
          threadId?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                threadId: string;
                number: number;
                author: {
                  userId: string | null;
                  name: string;
                  operator: boolean;
                };
                kind: 'text' | 'removal_request' | 'removal_answer' | 'receipt';
                text: string;
                sentAt: string;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/stream': {
    /**
     * Threads that move, as server-sent events: ready (read the lists anew), thread
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'text/event-stream': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/threads': {
    /**
     * My threads and those of the connections that I may handle, newest message first
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                account: {
                  id: string;
                  name: string;
                };
                subject: string;
                connection: {
                  id: string;
                  name: string;
                } | null;
                startedBy: {
                  userId: string;
                  name: string;
                };
                startedAt: string;
                messageCount: number;
                lastMessageAt: string;
                unread: number;
                waiting: boolean;
                removal: {
                  data: 'keep' | 'erase';
                  state: 'asked' | 'withdrawn' | 'declined' | 'approved' | 'done';
                } | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/threads/{thread}/read': {
    /**
     * Mark a thread read up to a message
     */
    put: {
      parameters: {
        query?: never;
        path: {
          thread: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            number: number;
          };
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/support/unread': {
    /**
     * How much I have not read, and how many threads wait for an operator
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              threads: number;
              messages: number;
              waiting: number | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/tokens': {
    /**
     * My API tokens, newest first, with those of the account for who manages people; never the tokens themselves
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                name: string;
                scope: 'read' | 'admin' | 'scim';
                userId: string | null;
                createdAt: string;
                expiresAt: string | null;
                lastUsedAt: string | null;
                revokedAt: string | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Make an API token; it is shown in this answer only
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            scope: 'read' | 'admin' | 'scim';
            expiresInDays?: number | null;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
              name: string;
              scope: 'read' | 'admin' | 'scim';
              userId: string | null;
              createdAt: string;
              expiresAt: string | null;
              lastUsedAt: string | null;
              revokedAt: string | null;
              token: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/tokens/{id}': {
    /**
     * End an API token, and the sessions that it began
     */
    delete: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        204: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/trends': {
    /**
     * Entries by feature and day, by hour of the week, and time in meetings; of five people or more, or mine
     */
    get: {
      parameters: {
        query: {
          userId?: string[] | string;
          feature?: string[] | string;
          category?: string[] | string;
          from: string;
          to: string;
          timeZone?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              from: string;
              to: string;
              timeZone: string;
              people: number;
              days: {
                date: string;
                feature: string;
                entries: number;
                automation: number;
              }[];
              hours: {
                weekday: number;
                hour: number;
                entries: number;
              }[];
              meetings: {
                date: string;
                meetings: number;
                internalSeconds: number;
                externalSeconds: number;
                calls: number;
                callSeconds: number;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/trends/stages': {
    /**
     * How long deals and cases stay in their stages, by month; of five people or more, or mine
     */
    get: {
      parameters: {
        query: {
          userId?: string[] | string;
          feature?: string[] | string;
          category?: string[] | string;
          from: string;
          to: string;
          timeZone?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              from: string;
              to: string;
              timeZone: string;
              people: number;
              items: {
                month: string;
                feature: string;
                stage: string;
                moves: number;
                left: number;
                medianSeconds: number | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users': {
    /**
     * Users that I may see, by name
     */
    get: {
      parameters: {
        query?: {
          cursor?: string;
          limit?: number;
          state?: 'active' | 'deactivated';
          search?: string;
        };
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                email: string;
                name: string;
                role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                managerId: string | null;
                timeZone: string;
                region: string | null;
                position: string | null;
                loginAccess: boolean;
                deactivatedAt: string | null;
                invitedAt: string | null;
              }[];
              nextCursor: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Add a person; with login access they can sign in at once
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            name: string;
            role?: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
            managerId?: string | null;
            timeZone?: string;
            region?: string | null;
            position?: string | null;
            loginAccess?: boolean;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string;
              role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
              managerId: string | null;
              timeZone: string;
              region: string | null;
              position: string | null;
              loginAccess: boolean;
              deactivatedAt: string | null;
              invitedAt: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/imports': {
    /**
     * What a CSV file of people would do, line by line; nothing changes yet
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            csv: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
              expiresAt: string;
              ignoredColumns: string[];
              counts: {
                new: number;
                link: number;
                already_linked: number;
                blocked: number;
              };
              lines: {
                line: number;
                email: string;
                name: string;
                state: 'new' | 'link' | 'already_linked' | 'blocked';
                userId: string | null;
                changes: string[];
                reasons: string[];
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/imports/{id}/apply': {
    /**
     * Do what my preview said, once; 409 where people have changed since
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              created: number;
              updated: number;
              unchanged: number;
              blocked: number;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/invitations': {
    /**
     * Tell people by e-mail how to sign in; answers for each whether the mail server took it
     */
    post: {
      parameters: {
        query?: never;
        path?: never;
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 100
             */
            userIds: string[];
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                user: {
                  id: string;
                  email: string;
                  name: string;
                  role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                  managerId: string | null;
                  timeZone: string;
                  region: string | null;
                  position: string | null;
                  loginAccess: boolean;
                  deactivatedAt: string | null;
                  invitedAt: string | null;
                };
                sent: boolean;
                reason: string | null;
              }[];
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/{id}': {
    /**
     * One of the users that I may see
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string;
              role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
              managerId: string | null;
              timeZone: string;
              region: string | null;
              position: string | null;
              loginAccess: boolean;
              deactivatedAt: string | null;
              invitedAt: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
    /**
     * Change, deactivate or activate a person; everybody may change their own name and time zone
     */
    patch: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            email?: string;
            name?: string;
            role?: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
            managerId?: string | null;
            timeZone?: string;
            region?: string | null;
            position?: string | null;
            loginAccess?: boolean;
            active?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              id: string;
              email: string;
              name: string;
              role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
              managerId: string | null;
              timeZone: string;
              region: string | null;
              position: string | null;
              loginAccess: boolean;
              deactivatedAt: string | null;
              invitedAt: string | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/{id}/data': {
    /**
     * The same about somebody else; for Owners and Executives
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string;
                email: string;
                name: string;
                role: 'owner' | 'executive' | 'manager' | 'member' | 'technical_admin';
                managerId: string | null;
                timeZone: string;
                region: string | null;
                position: string | null;
                loginAccess: boolean;
                deactivatedAt: string | null;
                invitedAt: string | null;
              };
              connections: {
                id: string;
                service: string;
                name: string;
                remoteUsers: {
                  id: string;
                  name: string;
                  manual: boolean;
                }[];
                features: {
                  key: string;
                  name: string;
                  collected: boolean;
                  connectionEnabled: boolean;
                  connectionSwitched: {
                    by: string | null;
                    at: string;
                  } | null;
                  switches: {
                    remoteUserId: string;
                    enabled: boolean;
                    by: string | null;
                    at: string;
                  }[];
                  reads: {
                    object: string;
                    fields: string[];
                  }[];
                }[];
              }[];
              stored: {
                connectionId: string;
                feature: string;
                category: string;
                entries: number;
                first: string;
                last: string;
              }[];
              totals: {
                entries: number;
                edited: number;
              };
              erasure: {
                state: 'running' | 'done';
                requestedAt: string;
                finishedAt: string | null;
                entries: number;
              } | null;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/{id}/data/erasure': {
    /**
     * Erase all that is stored about somebody and switch every feature off for them; for Owners and Executives
     */
    post: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            confirm: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              userId: string;
              requestedAt: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/{id}/data/export': {
    /**
     * All that is stored about somebody, as a file; for Owners and Executives
     */
    get: {
      parameters: {
        query?: {
          format?: 'json' | 'csv';
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/api/v1/users/{id}/invitation': {
    /**
     * What a person is told of how to sign in, to be sent or to be copied
     */
    get: {
      parameters: {
        query?: never;
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              to: string;
              subject: string;
              text: string;
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/auth/{provider}/callback': {
    /**
     * Where the provider sends the browser back; answers 303 to the page that was asked for, or to the sign-in
     */
    get: {
      parameters: {
        query?: {
          state?: string;
          code?: string;
          error?: string;
          error_description?: string;
        };
        path: {
          provider: string;
        };
      };
      responses: {
        303: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/auth/{provider}/start': {
    /**
     * Begin to sign in; answers 303 to the provider
     */
    get: {
      parameters: {
        query?: {
          to?: string;
        };
        path: {
          provider: string;
        };
      };
      responses: {
        303: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/healthz': {
    /**
     * The process lives
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok';
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/metrics': {
    /**
     * Prometheus text
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'text/plain': string;
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/oauth/{service}/callback': {
    /**
     * Where the service sends the browser back; answers 303 to the page that shows what came of it
     */
    get: {
      parameters: {
        query?: {
          state?: string;
          code?: string;
          error?: string;
          error_description?: string;
        };
        path: {
          service: string;
        };
      };
      responses: {
        303: {
          content?: never;
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
  '/readyz': {
    /**
     * The database answers and is migrated
     */
    get: {
      parameters: {
        query?: never;
        path?: never;
      };
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok';
            };
          };
        };
        '4XX': {
          content: {
            'application/problem+json': Problem;
          };
        };
      };
    };
  };
}
interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  fix?: string;
  errors?: {
    path: string;
    message: string;
  }[];
}
