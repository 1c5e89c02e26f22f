import type { SchemaElement, TimeUnit } from 'hyparquet';

export type BytesConverter = (bytes: Buffer, start: number, end: number) => unknown;
export type NumberConverter = (value: number | bigint) => unknown;

const DAY_MS = 86_400_000;
/** The Julian day of 1970-01-01, which INT96 times count from. */
const EPOCH_JULIAN_DAY = 2_440_588n;
const DAY_NS = 86_400_000_000_000n;

/** How the bytes of a column become a value: text unless its type says otherwise. */
export function bytesConverterOf({
  type,
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): BytesConverter {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const places = scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return (bytes, start, end) => decimal(bigIntOf(bytes, start, end), places);
  }
  if (logical?.type === 'UUID') {
    return (bytes, start, end) =>
      bytes.toString('hex', start, end).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  // No log keeps anything a record needs in the other types of fixed length.
  if (type === 'FIXED_LEN_BYTE_ARRAY') return (bytes, start, end) => bytes.toString('hex', start, end);
  return (bytes, start, end) => bytes.toString('utf8', start, end);
}

/** How a stored number becomes a value. */
export function numberConverterOf({
  type,
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): NumberConverter {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const places = scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return (value) => decimal(BigInt(value), places);
  }
  if (logical?.type === 'TIMESTAMP') return (value) => instant(value, logical.unit);
  if (converted === 'TIMESTAMP_MILLIS') return (value) => instant(value, 'MILLIS');
  if (converted === 'TIMESTAMP_MICROS') return (value) => instant(value, 'MICROS');
  if (converted === 'DATE' || logical?.type === 'DATE') return (value) => new Date(Number(value) * DAY_MS);
  if (type === 'INT96') return (value) => int96Instant(BigInt(value));
  if (converted === 'UINT_32' || (logical?.type === 'INTEGER' && logical.bitWidth === 32 && !logical.isSigned)) {
    return (value) => Number(value) >>> 0;
  }
  if (converted === 'UINT_64' || (logical?.type === 'INTEGER' && logical.bitWidth === 64 && !logical.isSigned)) {
    return (value) => exact(BigInt.asUintN(64, BigInt(value)));
  }
  return exact;
}

/** A number where it is exact, else its digits. */
function exact(value: number | bigint): number | string {
  if (typeof value === 'number') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function decimal(unscaled: bigint, places: number): number {
  // Division by an exact power of ten rounds once: 0.1 stays 0.1.
  return places <= 22 ? Number(unscaled) / 10 ** places : Number(unscaled) * 10 ** -places;
}

function instant(value: number | bigint, unit: TimeUnit): Date {
  if (unit === 'MILLIS') return new Date(Number(value));
  if (unit === 'MICROS') return new Date(Math.floor(Number(value) / 1000));
  return new Date(Math.floor(Number(BigInt(value) / 1000n) / 1000));
}

/** Nanoseconds of the day in the low 64 bits, the Julian day above them. */
function int96Instant(value: bigint): Date {
  const nanoseconds = ((value >> 64n) - EPOCH_JULIAN_DAY) * DAY_NS + BigInt.asUintN(64, value);
  return instant(nanoseconds, 'NANOS');
}

/** Big-endian two's complement. */
function bigIntOf(bytes: Buffer, start: number, end: number): bigint {
  const hex = bytes.toString('hex', start, end);
  return hex === '' ? 0n : BigInt.asIntN(4 * hex.length, BigInt(`0x${hex}`));
}
