/** What a record was read from. */
export interface RawRecord {
  /** In bytes. */
  readonly length: number;
  readonly bytes: Uint8Array;
  /** {@link checksumOf} the bytes. */
  readonly checksum: number;
}
