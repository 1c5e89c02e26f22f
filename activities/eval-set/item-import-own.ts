import { z } from 'zod';

/** What our own exports say about an item beside its texts. */
const ownMetadata = z.looseObject({
  item_id: z.string().regex(/^i_[0-9a-f]{20}$/),
  request_id: z.string(),
  user: z
    .string()
    .regex(/^[usr]_[0-9a-f]{24}$/)
    .nullish()
    .catch(null),
});

const IMPORTED = 'import:';

/**
 * Id and user of an item that one of our own exports wrote, by its metadata: an imported item gets its id back, so that an
 * export that is imported again adds nothing. Null for the items of others: then their texts name them.
 */
export function ownItemName(metadata: unknown): { readonly id: string | null; readonly user: string | null } {
  const own = ownMetadata.safeParse(metadata);
  if (!own.success) return { id: null, user: null };
  const { request_id: requestId, user } = own.data;
  const id = requestId.startsWith(IMPORTED) ? requestId.slice(IMPORTED.length) : requestId;
  return { id, user: user ?? null };
}
