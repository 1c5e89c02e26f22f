import { cancellationSignal } from '@temporalio/activity';
import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import type { Artifact } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { writeContent } from './content-file.js';
import { withHeartbeats } from './heartbeats.js';
import type { OpenedWindow, TrafficWindow } from './sampled-window.js';
import { ListingBuilder, type ListingPage, readEarlierRuns } from './traffic-listing.js';

const HOUR_MS = 3_600_000;
/** Keys that one call lists: seconds of work, and a file of a few megabytes. */
const KEYS_PER_PAGE = 50_000;

/** A page of the listing of a window. */
export interface ListedPage {
  readonly listing: Artifact;
  /** Objects of each of its shards. */
  readonly shards: readonly number[];
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
  /** Key after which the next page goes on; null after the last. */
  readonly next: string | null;
}

/** Which log objects are read, as an activity. */
export function createListingActivities(open: (window: TrafficWindow) => Promise<OpenedWindow>) {
  return {
    /**
     * Finds log objects that may hold records of the window, a page of keys at a time, and cuts them into shards.
     * @throws {Refusal} `EmptyWindow` after the last page, when none has any
     */
    async listTrafficObjects(
      input: TrafficWindow & { after: string | null; objectsBefore: number; page: number },
    ): Promise<ListedPage> {
      return await withHeartbeats(async () => {
        const { store, config, layout, logs, source, keyOf, place } = await open(input);
        const { prefix, latenessHours } = config.traffic;
        const own = ownPrefix(config);
        const earlier = await readEarlierRuns(store, layout, input.purpose, input.window);
        const builder = new ListingBuilder(source, input.window, latenessHours * HOUR_MS, earlier);
        const options = { signal: cancellationSignal(), ...(input.after === null ? {} : { after: input.after }) };
        let keys = 0;
        let next: string | null = null;
        for await (const object of logs.list(prefix, options)) {
          keys += 1;
          if (own === null || !object.key.startsWith(own)) builder.add(object);
          if (keys === KEYS_PER_PAGE) {
            next = object.key;
            break;
          }
        }
        if (next === null && input.objectsBefore + builder.objects === 0) {
          const { start, end } = input.window;
          throw new Refusal(
            'EmptyWindow',
            `no log object for ${start} to ${end} under ${place}; check traffic.prefix and traffic.source, or pick another week`,
          );
        }
        const page: ListingPage = builder.page(input.objectsBefore);
        const { objects, bytes } = builder;
        const json = Buffer.from(canonicalJson(page));
        const name = `listing-${input.page}.json`;
        const listing = await writeContent({ store, keyOf }, name, json, 'application/json', objects);
        return { listing, shards: page.shards.map((shard) => shard.length), objects, bytes, next };
      });
    },
  };
}

/** Where Tidemark writes, when it reads logs from the same place and the two cannot be told by the prefix. */
function ownPrefix({ storage, traffic }: PipelineConfig): string | null {
  const own = storage.prefix
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  const isSameBucket = (traffic.bucket ?? storage.bucket) === storage.bucket;
  return own === '' || !isSameBucket || traffic.prefix.startsWith(`${own}/`) ? null : `${own}/`;
}
