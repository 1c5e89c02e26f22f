import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Refusal } from '../activities/refusal.js';
import type { S3Connection } from '../activities/storage/s3-object-store.js';

type Variables = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const USER_KEY_LENGTH = 32;
const DEFAULT_TEMPORAL_ADDRESS = 'localhost:7233';
const LISTEN_ADDRESS = /^(?:(.+):)?(\d{1,5})$/;

/** A stack that runs on this machine: used for whatever the environment says nothing about. */
export interface LocalStackAddresses {
  readonly temporalAddress: string;
  readonly s3Endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userKey: string;
  readonly bucket: string;
}

type ConnectConfig = ReturnType<typeof loadClientConnectConfig>;

export interface TemporalEnvironment {
  readonly address: string;
  /** @default 'default' */
  readonly namespace: string;
  /** For `Connection.connect` and `NativeConnection.connect` alike; the address included. */
  readonly connection: ConnectConfig['connectionOptions'] & { readonly address: string };
}

/** Where a process listens: `127.0.0.1:9464`. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What every verb of the command line needs from the environment. */
export interface ClientEnvironment {
  readonly temporal: TemporalEnvironment;
  readonly s3: S3Connection;
  /** Whether a model can be asked. The SDK reads the key itself; it never passes through here. */
  readonly models: { readonly hasKey: boolean; readonly baseUrl: string | undefined };
  /** Undefined when there is none; a worker refuses to start then. */
  readonly userKey: string | undefined;
  readonly logLevel: LogLevel;
  /** What came from the local stack rather than from the environment. */
  readonly fromLocalStack: readonly ('temporal' | 's3' | 'user key')[];
  /** Bucket of the local stack, when S3 is its own. */
  readonly localBucket: string | undefined;
  /** Reads a variable that a pipeline's YAML names, such as the webhook's. */
  variable(name: string): string | undefined;
}

/** What a worker needs. */
export interface Environment extends ClientEnvironment {
  readonly userKey: string;
  /** `/healthz` and `/readyz`; none when undefined. */
  readonly health: ListenAddress | undefined;
  /** Prometheus metrics; none when undefined. */
  readonly metrics: ListenAddress | undefined;
}

export interface EnvironmentSources {
  /** @default process.env */
  readonly variables?: Variables;
  readonly localStack?: LocalStackAddresses | undefined;
}

/** @throws {Refusal} `BadEnvironment`, naming the variable and what it may be */
export function loadClientEnvironment(sources: EnvironmentSources = {}): ClientEnvironment {
  const { variables = process.env, localStack } = sources;
  const temporal = temporalOf(variables, localStack);
  const stackS3 = localStack !== undefined && isS3Silent(variables) ? localStack : undefined;
  const stackKey = isSet(variables['TIDEMARK_USER_KEY']) ? undefined : localStack?.userKey;
  return Object.freeze({
    temporal: temporal.environment,
    s3: Object.freeze(stackS3 === undefined ? s3Of(variables) : localS3Of(stackS3)),
    models: Object.freeze({
      hasKey: isSet(variables['ANTHROPIC_API_KEY']) || isSet(variables['ANTHROPIC_AUTH_TOKEN']),
      baseUrl: urlOf(variables, 'ANTHROPIC_BASE_URL'),
    }),
    userKey: stackKey ?? userKeyOf(variables),
    logLevel: logLevelOf(variables),
    fromLocalStack: Object.freeze([
      ...(temporal.isLocalStack ? (['temporal'] as const) : []),
      ...(stackS3 === undefined ? [] : (['s3'] as const)),
      ...(stackKey === undefined ? [] : (['user key'] as const)),
    ]),
    localBucket: stackS3?.bucket,
    variable: (name: string) => variables[name],
  });
}

/** @throws {Refusal} `BadEnvironment` for a missing user key as well */
export function loadEnvironment(sources: EnvironmentSources = {}): Environment {
  const { variables = process.env } = sources;
  const environment = loadClientEnvironment(sources);
  const { userKey } = environment;
  if (userKey === undefined) {
    throw badEnvironment(
      'TIDEMARK_USER_KEY',
      `is not set; it keys the hash of user ids. Make one with "openssl rand -base64 32", keep it with your secrets, and give every worker the same one`,
    );
  }
  return Object.freeze({
    ...environment,
    userKey,
    health: listenOf(variables, 'TIDEMARK_HEALTH_ADDRESS'),
    metrics: listenOf(variables, 'TIDEMARK_METRICS_ADDRESS'),
  });
}

function temporalOf(
  variables: Variables,
  localStack: LocalStackAddresses | undefined,
): { environment: TemporalEnvironment; isLocalStack: boolean } {
  const { connectionOptions, namespace } = readTemporalConfig(variables);
  const isLocalStack = connectionOptions.address === undefined && localStack !== undefined;
  const address = connectionOptions.address ?? localStack?.temporalAddress ?? DEFAULT_TEMPORAL_ADDRESS;
  if (!/^[^\s/]+$/.test(address)) {
    throw badEnvironment('TEMPORAL_ADDRESS', `is ${quoted(address)}; allowed: host:port, such as localhost:7233`);
  }
  const connection = Object.freeze({ ...connectionOptions, address });
  return { environment: Object.freeze({ address, namespace: namespace ?? 'default', connection }), isLocalStack };
}

/** Temporal's own sources: `temporal.toml` and the TEMPORAL_* variables, as its other tools read them. */
function readTemporalConfig(variables: Variables): ConnectConfig {
  const given = Object.entries(variables).filter((entry): entry is [string, string] => isSet(entry[1]));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new Refusal('BadEnvironment', `Temporal's settings (TEMPORAL_* or temporal.toml) cannot be read: ${reason}`, {
      cause: error,
    });
  }
}

/** Whether nothing says which S3 to use or who asks: only then the local stack is meant. */
function isS3Silent(variables: Variables): boolean {
  return ![
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL',
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ].some((name) => isSet(variables[name]));
}

function localS3Of({ region, s3Endpoint, accessKeyId, secretAccessKey }: LocalStackAddresses): S3Connection {
  return { region, endpoint: s3Endpoint, credentials: { accessKeyId, secretAccessKey } };
}

function s3Of(variables: Variables): S3Connection {
  const endpoint = urlOf(variables, 'AWS_ENDPOINT_URL_S3') ?? urlOf(variables, 'AWS_ENDPOINT_URL');
  const region = variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'];
  if (isSet(variables['AWS_ACCESS_KEY_ID']) !== isSet(variables['AWS_SECRET_ACCESS_KEY'])) {
    const missing = isSet(variables['AWS_ACCESS_KEY_ID']) ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
    throw badEnvironment(missing, 'is not set, but the other half of the key is; set both or neither');
  }
  return { ...(endpoint === undefined ? {} : { endpoint }), ...(isSet(region) ? { region } : {}) };
}

function userKeyOf(variables: Variables): string | undefined {
  const key = variables['TIDEMARK_USER_KEY'];
  if (!isSet(key)) return undefined;
  if (key.length >= USER_KEY_LENGTH) return key;
  throw badEnvironment(
    'TIDEMARK_USER_KEY',
    `has ${key.length} characters, at least ${USER_KEY_LENGTH} are needed; make one with "openssl rand -base64 32"`,
  );
}

function logLevelOf(variables: Variables): LogLevel {
  const given = variables['TIDEMARK_LOG_LEVEL'];
  if (!isSet(given)) return 'info';
  const level = LOG_LEVELS.find((candidate) => candidate === given.toLowerCase());
  if (level !== undefined) return level;
  throw badEnvironment('TIDEMARK_LOG_LEVEL', `is ${quoted(given)}; allowed: ${LOG_LEVELS.join(', ')}`);
}

function urlOf(variables: Variables, name: string): string | undefined {
  const given = variables[name];
  if (!isSet(given)) return undefined;
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  // Such an address may hold a password.
  const shown = quoted(given.replace(/\/\/[^/]*@/, '//…@'));
  throw badEnvironment(name, `is ${shown}; allowed: an address such as https://host:port`);
}

function listenOf(variables: Variables, name: string): ListenAddress | undefined {
  const given = variables[name];
  if (!isSet(given)) return undefined;
  const [, host, port] = LISTEN_ADDRESS.exec(given) ?? [];
  if (port !== undefined && Number(port) <= 65_535)
    return Object.freeze({ host: host ?? '127.0.0.1', port: Number(port) });
  throw badEnvironment(name, `is ${quoted(given)}; allowed: a port, or host:port such as 0.0.0.0:9464`);
}

/** An empty variable is how many tools say "not set". */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

function badEnvironment(name: string, problem: string): Refusal {
  return new Refusal('BadEnvironment', `the environment variable ${name} ${problem}`);
}
