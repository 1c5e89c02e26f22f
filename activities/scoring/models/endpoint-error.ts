/** What an endpoint said when it refused a call; nothing of its body but words that are known to be the API's own. */
export interface RefusedResponse {
  readonly status: number;
  /** The API's code of the cause, such as `insufficient_quota`; null when it names none. */
  readonly errorCode: string | null;
  /** The API's kind of error, such as `rate_limit_error`. */
  readonly type: string | null;
  readonly requestId: string | null;
  readonly headers: Headers;
}

const NO_RESPONSE: RefusedResponse = {
  status: 0,
  errorCode: null,
  type: null,
  requestId: null,
  headers: new Headers(),
};

/** A call over plain HTTP that brought no answer. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly kind: 'status' | 'timeout' | 'unreachable' | 'no-key';
  readonly response: RefusedResponse;

  constructor(kind: EndpointError['kind'], response: RefusedResponse = NO_RESPONSE) {
    super(kind === 'status' ? `the endpoint answered ${response.status}` : `the endpoint gave no answer: ${kind}`);
    this.kind = kind;
    this.response = response;
  }
}
