import { describe, expect, it } from 'vitest';
import { type LocalStackAddresses, loadClientEnvironment, loadEnvironment } from '../../worker/environment.js';

const KEY = 'k'.repeat(32);
// Without a home there is no temporal.toml of whoever runs the tests.
const NO_HOME = { XDG_CONFIG_HOME: '/nonexistent', HOME: '/nonexistent' };

const STACK: LocalStackAddresses = {
  temporalAddress: '127.0.0.1:7777',
  s3Endpoint: 'http://127.0.0.1:9999',
  region: 'us-east-1',
  accessKeyId: 'stack-id',
  secretAccessKey: 'stack-secret',
  userKey: 'u'.repeat(40),
  bucket: 'stack-bucket',
};

function load(variables: Record<string, string>, localStack?: LocalStackAddresses) {
  return loadClientEnvironment({ variables: { ...NO_HOME, ...variables }, localStack });
}

describe('the environment', () => {
  it('falls back to a Temporal on this machine', () => {
    expect(load({}).temporal).toMatchObject({ address: 'localhost:7233', namespace: 'default' });
  });

  it("reads Temporal's own variables", () => {
    const { temporal } = load({ TEMPORAL_ADDRESS: 't.example:7233', TEMPORAL_NAMESPACE: 'ns', TEMPORAL_API_KEY: 'k' });
    expect(temporal).toMatchObject({ address: 't.example:7233', namespace: 'ns' });
    expect(temporal.connection).toMatchObject({ apiKey: 'k', tls: true });
  });

  it('prefers the S3 address to the general one', () => {
    const { s3 } = load({ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b', AWS_REGION: 'eu-west-1' });
    expect(s3).toEqual({ endpoint: 'http://b', region: 'eu-west-1' });
  });

  it('uses the local stack where it says nothing', () => {
    const environment = load({}, STACK);
    expect(environment.temporal.address).toBe('127.0.0.1:7777');
    expect(environment.s3).toMatchObject({ endpoint: STACK.s3Endpoint, credentials: { accessKeyId: 'stack-id' } });
    expect(environment.userKey).toBe(STACK.userKey);
    expect(environment.fromLocalStack).toEqual(['temporal', 's3', 'user key']);
  });

  it('never mixes the S3 of the local stack with other credentials', () => {
    const { s3, localBucket } = load({ AWS_PROFILE: 'work' }, STACK);
    expect(s3).toEqual({});
    expect(localBucket).toBeUndefined();
  });

  it('goes before the local stack', () => {
    const environment = load({ TEMPORAL_ADDRESS: 't:1', TIDEMARK_USER_KEY: KEY }, STACK);
    expect(environment.temporal.address).toBe('t:1');
    expect(environment.userKey).toBe(KEY);
    expect(environment.fromLocalStack).toEqual(['s3']);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ TEMPORAL_ADDRESS: '', AWS_PROFILE: '', TIDEMARK_LOG_LEVEL: '' }, STACK).fromLocalStack).toHaveLength(
      3,
    );
  });

  it('cannot be changed afterwards', () => {
    const environment = load({});
    expect(Object.isFrozen(environment) && Object.isFrozen(environment.temporal)).toBe(true);
  });

  it.each([
    ['TIDEMARK_USER_KEY', { TIDEMARK_USER_KEY: 'short' }, 'has 5 characters, at least 32 are needed'],
    ['TIDEMARK_LOG_LEVEL', { TIDEMARK_LOG_LEVEL: 'loud' }, 'is "loud"; allowed: trace, debug, info, warn, error'],
    ['AWS_ENDPOINT_URL_S3', { AWS_ENDPOINT_URL_S3: 'localhost:9000' }, 'allowed: an address such as'],
    ['ANTHROPIC_BASE_URL', { ANTHROPIC_BASE_URL: 'ftp://x' }, 'allowed: an address such as'],
    ['TEMPORAL_ADDRESS', { TEMPORAL_ADDRESS: 'http://t:7233' }, 'allowed: host:port'],
    ['AWS_SECRET_ACCESS_KEY', { AWS_ACCESS_KEY_ID: 'id' }, 'is not set, but the other half of the key is'],
    ['AWS_ACCESS_KEY_ID', { AWS_SECRET_ACCESS_KEY: 's' }, 'is not set, but the other half of the key is'],
    ['TIDEMARK_HEALTH_ADDRESS', { TIDEMARK_HEALTH_ADDRESS: 'x:y' }, 'allowed: a port, or host:port'],
    ['TIDEMARK_METRICS_ADDRESS', { TIDEMARK_METRICS_ADDRESS: '99999' }, 'allowed: a port, or host:port'],
  ])('names %s when it is wrong', (name, variables, message) => {
    const loading = () => loadEnvironment({ variables: { ...NO_HOME, TIDEMARK_USER_KEY: KEY, ...variables } });
    expect(loading).toThrow(`the environment variable ${name}`);
    expect(loading).toThrow(message);
  });

  it('tells how to make the user key that a worker needs', () => {
    expect(() => loadEnvironment({ variables: NO_HOME })).toThrow(
      /TIDEMARK_USER_KEY is not set.*openssl rand -base64 32/,
    );
  });

  it('listens on this machine only when a port stands alone', () => {
    const variables = {
      ...NO_HOME,
      TIDEMARK_USER_KEY: KEY,
      TIDEMARK_HEALTH_ADDRESS: '8080',
      TIDEMARK_METRICS_ADDRESS: '0.0.0.0:9464',
    };
    const { health, metrics } = loadEnvironment({ variables });
    expect(health).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(metrics).toEqual({ host: '0.0.0.0', port: 9464 });
  });

  it('does not show the password of an address that is wrong', () => {
    expect(() => load({ ANTHROPIC_BASE_URL: 'ftp://me:pass@host' })).not.toThrow('pass@');
    expect(() => load({ ANTHROPIC_BASE_URL: 'ftp://me:pass@host' })).toThrow('//…@host');
  });
});
