import type { PipelineConfig } from '../pipeline/config.js';
import type { TrafficRecord } from './traffic-record.js';

type Filters = PipelineConfig['traffic']['filters'];

const ATTRIBUTES = 'attributes.';

/**
 * The filters of a pipeline as one question: why a record is left out, or null when it passes them all. A field that a
 * record lacks is in no list: `in` leaves the record out, `notIn` keeps it.
 * @returns reasons such as `filter_language`, stable and without content
 */
export function createTrafficFilter(
  filters: Filters,
  languageOf: (text: string) => string | null,
): (record: TrafficRecord) => string | null {
  const tests = filters.map(({ field, in: wanted, notIn }) => {
    const values = new Set(wanted ?? notIn ?? []);
    const reason = `filter_${field.replace(/[^A-Za-z0-9]+/g, '_')}`;
    const valueOf = fieldOf(field, languageOf);
    return (record: TrafficRecord) => {
      const value = valueOf(record);
      const isListed = value !== null && values.has(value);
      return isListed === (wanted !== undefined) ? null : reason;
    };
  });
  return (record) => {
    for (const test of tests) {
      const reason = test(record);
      if (reason !== null) return reason;
    }
    return null;
  };
}

function fieldOf(field: string, languageOf: (text: string) => string | null): (record: TrafficRecord) => string | null {
  if (field === 'model') return ({ model }) => model;
  if (field === 'route') return ({ route }) => route;
  if (field === 'language') return ({ prompt }) => languageOf(prompt);
  const name = field.slice(ATTRIBUTES.length);
  return ({ attributes }) => (Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null);
}
