import { expect, it } from 'vitest';
import { toolDefinitionsOf } from '../../activities/scoring/tool-definitions.js';

const schema = { type: 'object', properties: { city: { type: 'string' } } };

it.each([
  ['the Messages API', [{ name: 'weather', description: 'today', input_schema: schema }]],
  ['chat completions', [{ type: 'function', function: { name: 'weather', description: 'today', parameters: schema } }]],
  ['Converse', [{ toolSpec: { name: 'weather', description: 'today', inputSchema: { json: schema } } }]],
  ['older chat completions', [{ name: 'weather', description: 'today', parameters: schema }]],
])('tools as %s writes them become one form', (_, tools) => {
  expect(toolDefinitionsOf(JSON.stringify(tools))).toEqual([
    { name: 'weather', description: 'today', inputSchema: schema },
  ]);
});

it('no tools are an empty list, and tools that cannot be read are none at all', () => {
  expect(toolDefinitionsOf(null)).toEqual([]);
  expect(toolDefinitionsOf('[{"type":"web_search"}]')).toBeNull();
  expect(toolDefinitionsOf('not JSON')).toBeNull();
});
