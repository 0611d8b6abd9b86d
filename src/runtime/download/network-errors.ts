/** What went wrong on the network, in words, and whether trying again at once may help. */
export interface Failure {
  reason: string;
  again: boolean;
  /** Nothing came back at all: it may be the network, and then other addresses will not answer either. */
  silent?: boolean;
}

export const NO_ANSWER: Failure = { reason: 'no answer in time', again: false, silent: true };

const HOPELESS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the address is not known (is there a network?)',
  EAI_NONAME: 'the address is not known (is there a network?)',
  EAI_NODATA: 'the address is not known (is there a network?)',
  EAI_FAIL: 'the address can not be looked up (is there a network?)',
  EAI_AGAIN: 'the address can not be looked up (is there a network?)',
  ECONNREFUSED: 'the server refuses connections',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  EADDRNOTAVAIL: 'there is no network',
  EACCES: 'this machine does not allow the connection',
  EPERM: 'this machine does not allow the connection',
  EHOSTUNREACH: 'the server can not be reached',
};

const SILENT = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'];

/** Of an error that `fetch`, or reading what it answered, has thrown. */
export function failureOf(error: unknown): Failure {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? '';
  const known = HOPELESS[code];
  if (known) return { reason: known, again: false };
  if (SILENT.includes(code)) return NO_ANSWER;
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) {
    return { reason: `the connection is not safe (${code})`, again: false };
  }
  if (/redirect/.test(cause?.message ?? '')) return { reason: 'it redirects without end', again: false };
  return { reason: `the connection broke off (${code || cause?.message || message})`, again: true };
}

/** Of an HTTP status other than success. */
export function failureOfStatus(status: number): Failure {
  return {
    reason: `the server answered ${status}`,
    again: status === 408 || status === 429 || status >= 500,
  };
}
