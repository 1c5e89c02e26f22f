import { z } from 'zod';
import { normalise } from '../stats/vectors.js';

const answer = z.object({
  data: z.array(z.object({ index: z.number().int().min(0).nullish(), embedding: z.array(z.unknown()) })),
});

/** An answer of an embedding endpoint that cannot be used. The message holds counts and lengths, never a text. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
}

/**
 * The vectors in an answer of the OpenAI embeddings API, L2-normalised, in the order of the texts that were sent: by
 * `index`, or as they come from endpoints that number none.
 * @param count texts that were sent
 * @param dimension length that every vector must have; null where it is not known yet
 * @throws {UnusableAnswer} for another shape, number or length, and for values that are no direction
 */
export function vectorsIn(value: unknown, count: number, dimension: number | null): Float32Array[] {
  const parsed = answer.safeParse(value);
  if (!parsed.success) throw new UnusableAnswer('its answer has no data with lists of numbers');
  const { data } = parsed.data;
  if (data.length !== count) throw new UnusableAnswer(`it gave ${data.length} vectors for ${count} texts`);
  const places = data.map(({ index }, at) => index ?? at);
  if (new Set(places).size !== count || places.some((place) => place >= count)) {
    throw new UnusableAnswer(`its answer does not number ${count} vectors from 0 to ${count - 1}`);
  }
  const vectors = new Array<Float32Array>(count);
  const length = dimension ?? data[0]?.embedding.length ?? 0;
  data.forEach(({ embedding }, at) => {
    vectors[places[at] ?? at] = unitVector(embedding, length);
  });
  return vectors;
}

function unitVector(values: readonly unknown[], length: number): Float32Array {
  if (values.length !== length) {
    throw new UnusableAnswer(`it gave a vector of length ${values.length} where ${length} was expected`);
  }
  const wide = Float64Array.from(values, (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new UnusableAnswer('it gave a vector with a value that is no finite number');
  });
  // Largest first: squares of huge or tiny values would leave the range of doubles.
  const largest = wide.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  if (largest === 0) throw new UnusableAnswer('it gave a vector of zeros, which has no direction');
  return Float32Array.from(normalise(wide.map((each) => each / largest)));
}
