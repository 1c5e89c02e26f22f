import { describe, expect, it } from 'vitest';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { pipelineTemplate } from '../../activities/pipeline/pipeline-template.js';
import { pipelineDescription, type SettingDescription } from '../../activities/pipeline/setting-description.js';

const ANSWERS = { name: 'chat', bucket: 'my-bucket', trafficPrefix: 'logs/', judge: 'claude-opus-5' };

describe('the template of a pipeline', () => {
  it('is a valid pipeline that changes no default', () => {
    const config = parsePipeline(pipelineTemplate(ANSWERS), 'p.yaml');
    const bare = { name: 'chat', storage: { bucket: 'my-bucket' }, traffic: { prefix: 'logs/' } };
    expect(config).toEqual(pipelineSchema.parse({ ...bare, scoring: { judge: { model: 'claude-opus-5' } } }));
  });

  it('takes every answer', () => {
    const yaml = pipelineTemplate({ ...ANSWERS, trafficBucket: 'logs', production: 'model-a', candidate: 'model: b' });
    const { traffic, scoring } = parsePipeline(yaml, 'p.yaml');
    expect(traffic.bucket).toBe('logs');
    expect(scoring.production.model).toBe('model-a');
    expect(scoring.candidate?.model).toBe('model: b');
  });

  it.each(['sample', 'evalSet', 'embedding', 'drift', 'adaptation', 'schedule'])(
    'holds defaults of %s that are the real ones, once the "#" is taken away',
    (section) => {
      const lines = pipelineTemplate(ANSWERS).split('\n');
      const start = lines.indexOf(`# ${section}:`);
      const end = lines.indexOf('', start);
      const alive = lines.map((line, index) => (index >= start && index < end ? line.replace(/^# /, '') : line));
      const config = parsePipeline(alive.join('\n'), 'p.yaml');
      expect(config).toEqual(parsePipeline(pipelineTemplate(ANSWERS), 'p.yaml'));
      expect(alive.join('\n')).toContain(`\n${section}:\n  `);
    },
  );

  it('explains every setting there is', () => {
    const undescribed = leavesOf(pipelineDescription, '').filter(({ setting }) => setting.description === undefined);
    expect(undescribed.map(({ path }) => path)).toEqual([]);
    const yaml = pipelineTemplate(ANSWERS);
    const missing = leavesOf(pipelineDescription, '').filter(
      ({ setting }) => !yaml.includes(setting.description ?? ''),
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
  });
});

function leavesOf(setting: SettingDescription, path: string): { path: string; setting: SettingDescription }[] {
  if (setting.properties === undefined) return [{ path, setting }];
  return Object.entries(setting.properties).flatMap(([key, child]) => leavesOf(child, `${path}.${key}`));
}
