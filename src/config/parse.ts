/** How single values are read: each throws an Error that completes the sentence "NAME ...", without the value. */

export function text(value: string): string {
  return value;
}

export function whole(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

export function flag(value: string): boolean {
  if (value !== '0' && value !== '1') throw new Error('must be 1, or unset.');
  return value === '1';
}

export function key(value: string): Buffer {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== 32) {
    throw new Error('must be 32 bytes in base64. Make one with: openssl rand -base64 32');
  }
  return bytes;
}

export function origin(value: string): string {
  const url = webUrl(value);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Error('must be a scheme, a host and perhaps a port, without a path.');
  }
  return url.origin;
}

export function loginUrl(value: string): string {
  return toSafeUrl(value).href.replace(/\/$/, '');
}

/** A secret behind a `#` stays with it. */
export function webhookUrl(value: string): string {
  return toSafeUrl(value).href;
}

function toSafeUrl(value: string): URL {
  const url = webUrl(value);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Error('must be https; http is accepted for loopback hosts only.');
  }
  return url;
}

function webUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('must be an http or https URL.');
  if (url.username !== '' || url.password !== '') throw new Error('must not carry a user or a password.');
  return url;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

export function postgresUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) throw new Error('must be a postgres:// URL.');
  return value;
}

export function apiVersion(value: string): string {
  if (!/^\d{2,3}\.0$/.test(value)) throw new Error('must look like 66.0.');
  return value;
}

export function logLevel(value: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  if (!levels.includes(value)) throw new Error(`must be one of ${levels.join(', ')}.`);
  return value;
}

/** E-mail addresses with commas, semicolons or spaces between. */
export function emails(value: string): readonly string[] {
  const list = value.split(/[\s,;]+/).filter((each) => each !== '');
  if (!list.every((each) => /^[^@]+@[^@]+$/.test(each))) {
    throw new Error('must be e-mail addresses with commas between.');
  }
  return list;
}

export function smtpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('must be an smtp:// or smtps:// URL.');
  }
  return value;
}
