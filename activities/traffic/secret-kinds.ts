import { ACCOUNTS } from './account-redaction.js';
import { EMAILS, NETWORK_ADDRESSES } from './address-redaction.js';
import { NAMED_SECRETS } from './named-secrets.js';
import { PHONES } from './phone-redaction.js';
import type { SecretKind } from './secret-kind.js';
import { VENDOR_SECRETS } from './vendor-secrets.js';

/**
 * In this order: what is matched first is gone before a looser pattern could take a piece of it. Blocks of private keys
 * come before all of these, see redaction.ts; a pipeline's own patterns come after them.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  ...VENDOR_SECRETS,
  ...NAMED_SECRETS,
  ...EMAILS,
  ...ACCOUNTS,
  ...PHONES,
  ...NETWORK_ADDRESSES,
];
