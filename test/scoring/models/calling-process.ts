import { ModelGates } from '../../../activities/scoring/models/gated-client.js';
import type { AskOptions, ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import { createS3Client, S3ObjectStore } from '../../../activities/storage/s3-object-store.js';

/** What this process is told on its command line, as JSON. */
export interface CallingOrder {
  readonly name: string;
  readonly url: string;
  readonly bucket: string;
  /** Loops that each make one call after the other, and how many of them may be in flight. */
  readonly lanes: number;
  readonly concurrency: number;
}

/** What it answers when its input ends. All times in ms since 1970. */
export interface CallingReport {
  readonly sentMs: readonly number[];
  readonly answeredMs: readonly number[];
  readonly refused: readonly { readonly atMs: number; readonly retryAfterMs: number }[];
}

const order: CallingOrder = JSON.parse(process.argv[2] ?? '');
const sentMs: number[] = [];
const answeredMs: number[] = [];
const refused: { atMs: number; retryAfterMs: number }[] = [];
const bare = createModelClient(() => 'key');
const now = () => performance.timeOrigin + performance.now();

async function ask(request: ModelRequest, options: AskOptions = {}) {
  sentMs.push(now());
  return await bare.ask(request, {
    ...options,
    onHeaders: (headers) => {
      const retryAfter = headers.get('retry-after');
      if (retryAfter !== null) refused.push({ atMs: now(), retryAfterMs: Number(retryAfter) * 1000 });
      options.onHeaders?.(headers);
    },
  });
}

// As a worker has them: its own gates, and a bucket that it shares with nobody but by S3.
const asking = new ModelGates({ client: { ask } }).clientFor({
  store: new S3ObjectStore(createS3Client(), order.bucket),
  prefix: 'p',
  concurrency: order.concurrency,
});
/** The gates' timers keep no process alive. */
const alive = setInterval(() => undefined, 1000);
const stopping = new AbortController();

async function lane(number: number): Promise<void> {
  for (let call = 0; !stopping.signal.aborted; call += 1) {
    await asking.ask({
      endpoint: { api: 'anthropic', baseUrl: order.url, keyEnv: 'KEY' },
      model: 'sim-tide-1',
      maxTokens: 64,
      system: null,
      messages: [{ role: 'user', content: `${order.name} ${number} ${call}: how do I sum hours in a pivot table?` }],
    });
    answeredMs.push(now());
  }
}

process.stdin.once('end', () => stopping.abort());
process.stdin.resume();
process.stdout.write('calling\n');
await Promise.all(Array.from({ length: order.lanes }, (_, number) => lane(number)));
clearInterval(alive);
const report: CallingReport = { sentMs, answeredMs, refused };
process.stdout.write(JSON.stringify(report));
