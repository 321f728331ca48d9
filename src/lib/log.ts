import { type DestinationStream, type Logger, pino } from 'pino';

/** A structured logger; give it fields first, then a sentence. */
export type Log = Logger;

const SECRET_KEYS = [
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'clientSecret',
  'client_secret',
  'authorization',
  'Authorization',
  'accesstoken',
  'cookie',
  'password',
  'token',
  'code',
  'codeVerifier',
  'code_verifier',
];

// `code` is both an OAuth code and an error's code: only in request parameters is it a secret.
const TOP_LEVEL = SECRET_KEYS.filter((key) => key !== 'code');

/** Opens the process's log: JSON lines, with secrets blanked wherever such a key appears up to two levels deep. */
export function openLog(options: { level: string; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    redact: {
      paths: [...TOP_LEVEL, ...TOP_LEVEL.map((key) => `*.${key}`), ...SECRET_KEYS.map((key) => `*.*.${key}`)],
      censor: '[redacted]',
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
