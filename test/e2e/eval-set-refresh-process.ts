import { createEvalSetActivities, type RefreshEvalSetInput } from '../../activities/eval-set/activities.js';
import type { PutOptions } from '../../activities/storage/object-store.js';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { run } from '../eval-set/version-world.js';

/** What this process is told on its command line, as JSON. */
export interface RefreshOrder {
  readonly input: RefreshEvalSetInput;
  /** The put before or after which the process kills itself without a word; none when null. */
  readonly death: { readonly put: number; readonly afterwards: boolean } | null;
}

const { input, death }: RefreshOrder = JSON.parse(process.argv[2] ?? '');
let puts = 0;

/** As the kernel or an operator would: nothing is flushed, closed or caught. */
function dieAt(afterwards: boolean): void {
  if (death !== null && puts === death.put && death.afterwards === afterwards) process.kill(process.pid, 'SIGKILL');
}

class MortalObjectStore extends S3ObjectStore {
  override async put(key: string, bytes: Uint8Array, options: PutOptions = {}) {
    puts += 1;
    dieAt(false);
    const outcome = await super.put(key, bytes, options);
    dieAt(true);
    return outcome;
  }
}

const { refreshEvalSet } = createEvalSetActivities({
  openBucket: (bucket) => new MortalObjectStore(createS3Client(), bucket),
  userKey: 'key',
  environment: () => undefined,
});
const done = await run(refreshEvalSet, input);
process.stdout.write(JSON.stringify(done.version));
