/**
 * A model of one step: every token is looked up in a table. Written by hand in the protobuf format of ONNX
 * (onnx/onnx.proto), so that no exporter is needed. Token i points along axis i, with a little of axis 0.
 */
export function lookupModel(tokens: number, dimension: number): Uint8Array {
  const table = new Float32Array(tokens * dimension);
  for (let token = 0; token < tokens; token += 1) {
    table[token * dimension] = 0.1;
    table[token * dimension + token + 1] = 1;
  }
  const node = message(
    text(1, 'table'),
    text(1, 'input_ids'),
    text(2, 'last_hidden_state'),
    text(4, 'Gather'),
    bytes(5, message(text(1, 'axis'), number(3, 0), number(20, INT))),
  );
  const initialiser = message(
    number(1, tokens),
    number(1, dimension),
    number(2, FLOAT),
    text(8, 'table'),
    bytes(9, new Uint8Array(table.buffer)),
  );
  const graph = message(
    bytes(1, node),
    text(2, 'lookup'),
    bytes(5, initialiser),
    bytes(11, tensorInfo('input_ids', INT64, ['rows', 'tokens'])),
    bytes(12, tensorInfo('last_hidden_state', FLOAT, ['rows', 'tokens', dimension])),
  );
  return message(number(1, IR_VERSION), bytes(7, graph), bytes(8, message(text(1, ''), number(2, OPSET))));
}

/** A tokenizer of whole words in the format of Hugging Face's `tokenizer.json`. */
export function wordTokenizer(vocabulary: readonly string[]): object {
  const idOf = (token: string) => vocabulary.indexOf(token);
  const special = (content: string) => ({
    id: idOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(special),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      unk_token: '[UNK]',
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
const INT = 2;

function tensorInfo(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  const tensor = message(number(1, type), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function number(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

function varint(value: number): Uint8Array {
  const parts: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...parts, rest]);
    parts.push((rest % 128) + 128);
  }
}
