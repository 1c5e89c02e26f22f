/** A template that cannot be filled in here. The message names what, never the text around it. */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem';
}

type Vars = Readonly<Record<string, unknown>>;

/** How deep variables may stand in variables. */
const DEEPEST = 5;

const MARK = /\{\{(-?)([\s\S]*?)(-?)\}\}|\{#[\s\S]*?#\}|\{%(-?)([\s\S]*?)(-?)%\}/g;
const PATH = /^[A-Za-z_]\w*(?:\.\w+|\[\d+\]|\[(?:"[^"]*"|'[^']*')\])*$/;
const LITERAL = /^"([^"\\]*)"$|^'([^'\\]*)'$/;

const FILTERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  trim: (value) => textOf(value).trim(),
  lower: (value) => textOf(value).toLowerCase(),
  upper: (value) => textOf(value).toUpperCase(),
  safe: (value) => value,
  string: (value) => textOf(value),
  dump: (value) => JSON.stringify(value),
};

/**
 * Fills a template in: of Nunjucks the part that prompts use, variables with their members, quoted texts, the filters trim,
 * lower, upper, safe, string and dump, comments, and the trimming marks. Variables may hold templates themselves.
 * @throws {TemplateProblem} for blocks and other expressions, and for variables that are not given
 */
export function renderTemplate(template: string, vars: Vars, depth = 0): string {
  if (depth > DEEPEST) throw new TemplateProblem('variables refer to one another in a circle');
  let rendered = '';
  let at = 0;
  let trims = false;
  for (const match of template.matchAll(MARK)) {
    const [mark, opening = '', expression, closing = '', , block] = match;
    if (block !== undefined) {
      throw new TemplateProblem(
        `holds the block {% ${block.trim().split(/\s/)[0] ?? ''} %}; write it out without blocks`,
      );
    }
    const before = template.slice(at, match.index);
    rendered += withoutMargins(before, trims, opening === '-');
    if (expression !== undefined) rendered += textOf(valueOf(expression.trim(), vars, depth));
    at = match.index + mark.length;
    trims = closing === '-';
  }
  return rendered + withoutMargins(template.slice(at), trims, false);
}

function withoutMargins(text: string, start: boolean, end: boolean): string {
  const left = start ? text.trimStart() : text;
  return end ? left.trimEnd() : left;
}

function valueOf(expression: string, vars: Vars, depth: number): unknown {
  const literal = LITERAL.exec(expression);
  if (literal !== null) return literal[1] ?? literal[2] ?? '';
  const [path = '', ...filters] = expression.split('|').map((part) => part.trim());
  if (!PATH.test(path)) {
    throw new TemplateProblem('holds an expression that is no variable; write it out, or name a variable');
  }
  let value = memberOf(path, vars);
  if (typeof value === 'string' && /\{[{%#]/.test(value)) value = renderTemplate(value, vars, depth + 1);
  for (const filter of filters) {
    if (!Object.hasOwn(FILTERS, filter)) {
      throw new TemplateProblem(
        `uses a filter on {{${path}}} that is not known here; ${Object.keys(FILTERS).join(', ')} are`,
      );
    }
    value = FILTERS[filter]?.(value);
  }
  return value;
}

function memberOf(path: string, vars: Vars): unknown {
  const steps = path.split(/[.[\]"']+/).filter((step) => step !== '');
  const value = steps.reduce<unknown>((inner, step) => {
    return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
      ? (inner as Readonly<Record<string, unknown>>)[step]
      : undefined;
  }, vars);
  if (value === undefined || value === null) throw new TemplateProblem(`uses {{${path}}}, which vars do not give`);
  return value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
