type Vector = Float32Array | Float64Array;

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** Scales a vector in place to length 1 and returns it; a zero vector stays zero. */
export function normalise<V extends Vector>(a: V): V {
  const length = norm(a);
  if (length > 0) for (let index = 0; index < a.length; index += 1) a[index] = (a[index] as number) / length;
  return a;
}

/** target += factor · source, in place. */
export function addScaled(target: Vector, source: Vector, factor: number): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] as number) + factor * (source[index] as number);
}

/** Computed from differences: copies of one vector are at distance exactly 0. */
export function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] as number) - (b[index] as number);
    sum += difference * difference;
  }
  return sum;
}
