/** An element as a parser sees it, entities resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = '[A-Za-z_][\\w.:-]*';
const TOKEN = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|([^<]+)`, 'gy');
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g');

/**
 * Parses elements, attributes and text after an XML declaration, and takes nothing that XML 1.0 does not.
 * @throws {Error} where it is not well-formed
 */
export function parseXml(xml: string): XmlElement {
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml)?.[0];
  if (declaration === undefined) throw new Error('there is no XML declaration');
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(xml))
    throw new Error('a forbidden character');
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [root];
  TOKEN.lastIndex = declaration.length;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const [, closing, name, attributes = '', empty, text] = TOKEN.exec(xml) ?? [];
    const top = open.at(-1);
    if (top === undefined || (name === undefined && text === undefined)) throw new Error(`not well-formed at ${at}`);
    if (text !== undefined) top.text += resolved(text);
    else if (closing === '/') {
      if (name !== top.name) throw new Error(`</${name}> closes <${top.name}> at ${at}`);
      open.pop();
    } else {
      const element = { name: name ?? '', attributes: attributesOf(attributes), children: [], text: '' };
      top.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0 || open.length !== 1) throw new Error('there is not exactly one root');
  return only;
}

/** The elements of this name, at any depth. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsOf(child, name)]);
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attributes, name)) throw new Error(`the attribute ${name} stands twice`);
    attributes[name] = resolved(value);
  }
  return attributes;
}

function resolved(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, entity: string) => {
    const character = whole.endsWith(';') ? ENTITIES[entity] : undefined;
    if (character === undefined) throw new Error(`${whole} is no entity`);
    return character;
  });
}
