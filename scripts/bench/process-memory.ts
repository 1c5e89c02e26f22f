import type { ChildProcess } from 'node:child_process';

const SAMPLE_MS = 5000;
const MEBIBYTE = 2 ** 20;

/** Preloaded into a process with a channel to its parent: collects all garbage and tells its memory when it is asked. */
const PROBE = `
  process.on('message', () => {
    globalThis.gc();
    process.send(process.memoryUsage());
  });
  process.channel?.unref();
`;

/** Arguments for `node` in front of the program, so that {@link watchMemory} can watch it. */
export const WATCHED = ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(PROBE)}`];

/** Of one third of the time, in MiB; undefined where it was too short for a sample. */
type Thirds<Name extends string> = { readonly [Third in `${Name}${1 | 2 | 3}`]: number | undefined };
type MemoryInThirds = Thirds<'heapMb'> & Thirds<'rssMb'>;

interface Sample {
  readonly heapUsed: number;
  readonly rss: number;
}

/**
 * Memory of a process over the thirds of a run: the lowest after all garbage was collected. What a program keeps shows
 * in the used heap; resident memory also holds what V8 has not given back.
 */
export function watchMemory(child: ChildProcess): { stop(): MemoryInThirds } {
  const samples: Sample[] = [];
  const keep = (sample: unknown) => samples.push(sample as Sample);
  child.on('message', keep);
  const ask = () => child.send('memory');
  ask();
  const timer = setInterval(ask, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      child.off('message', keep);
      const third = Math.ceil(samples.length / 3);
      const lowest = (figure: keyof Sample, at: 0 | 1 | 2) => {
        const figures = samples.slice(at * third, (at + 1) * third).map((sample) => sample[figure]);
        return figures.length === 0 ? undefined : Math.min(...figures) / MEBIBYTE;
      };
      return {
        heapMb1: lowest('heapUsed', 0),
        heapMb2: lowest('heapUsed', 1),
        heapMb3: lowest('heapUsed', 2),
        rssMb1: lowest('rss', 0),
        rssMb2: lowest('rss', 1),
        rssMb3: lowest('rss', 2),
      };
    },
  };
}
