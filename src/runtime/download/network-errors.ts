/** Network errors as messages, and whether an immediate retry may help. */
export interface TransferFailure {
  reason: string;
  again: boolean;
  /** No response at all: possibly the network is down, and other addresses will not answer either. */
  silent?: boolean;
}

export const TIMED_OUT: TransferFailure = { reason: 'no answer in time', again: false, silent: true };

const PERMANENT_ERRORS: Readonly<Record<string, string>> = {
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

const TIMEOUT_CODES = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'];

/** For an error thrown by `fetch` or while reading the response. */
export function classifyNetworkError(error: unknown): TransferFailure {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? '';
  const known = PERMANENT_ERRORS[code];
  if (known) return { reason: known, again: false };
  if (TIMEOUT_CODES.includes(code)) return TIMED_OUT;
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) {
    return { reason: `the connection is not safe (${code})`, again: false };
  }
  if (/redirect/.test(cause?.message ?? '')) return { reason: 'it redirects without end', again: false };
  return { reason: `the connection broke off (${code || cause?.message || message})`, again: true };
}

/** For an HTTP status other than success. */
export function classifyHttpStatus(status: number): TransferFailure {
  return {
    reason: `the server answered ${status}`,
    again: status === 408 || status === 429 || status >= 500,
  };
}
