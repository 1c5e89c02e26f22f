import { createServer } from 'node:net';

/** A port that somebody asked for cannot be had: wrong input, not a failure. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

export interface PortWish {
  /** What it is for, in a message. */
  readonly title: string;
  /** The port that somebody asked for: this one or none. */
  readonly asked: number | undefined;
  /** The option that asks for one, in a message. */
  readonly option: string;
  /** Ports to try first, best first, such as the one of the last run. */
  readonly preferred: readonly (number | undefined)[];
}

/**
 * A port of 127.0.0.1 for each wish, all different: the one asked for, else the first preferred one that is free, else
 * any that is.
 * @throws {PortTakenError} when a port that was asked for is taken, naming the option to change.
 */
export async function choosePorts(wishes: readonly PortWish[]): Promise<number[]> {
  const chosen: number[] = [];
  for (const wish of wishes) {
    const port = await choosePort(wish, chosen);
    chosen.push(port);
  }
  return chosen;
}

async function choosePort(wish: PortWish, taken: readonly number[]): Promise<number> {
  if (wish.asked !== undefined) {
    if (!taken.includes(wish.asked) && (await listenOn(wish.asked)) !== undefined) return wish.asked;
    throw new PortTakenError(
      `port ${wish.asked} for ${wish.title} is taken; give ${wish.option} another one or leave it out`,
    );
  }
  for (const port of [...wish.preferred, 0, 0, 0]) {
    if (port === undefined || taken.includes(port)) continue;
    const free = await listenOn(port);
    if (free !== undefined && !taken.includes(free)) return free;
  }
  throw new Error(`no port of 127.0.0.1 is free for ${wish.title}`);
}

/** Listens for a moment; undefined when the port is taken. 0 stands for any. */
async function listenOn(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const found = address !== null && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(found));
    });
  });
}
