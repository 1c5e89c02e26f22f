import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SOFTWARE_VERSION } from '../../activities/report/software-version.js';

it('manifests name the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(SOFTWARE_VERSION).toBe(version);
});
