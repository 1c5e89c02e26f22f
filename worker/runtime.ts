import { type Logger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from './environment.js';

export interface RuntimeOptions {
  /** Address of the Prometheus endpoint, as `127.0.0.1:9464`; none when undefined. */
  readonly metricsAddress: string | undefined;
}

/** Structured JSON logs on stderr: stdout belongs to results. */
export function createLog(level: LogLevel): PinoLogger {
  return pino(
    { level, base: { service: 'tidemark-worker' }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
}

/**
 * Installs Temporal's runtime: once per process, before anything else of the SDK is used. Metrics of the SDK and those
 * our activities record through their context are served together.
 */
export function installRuntime(options: RuntimeOptions, log: PinoLogger): void {
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      ...(options.metricsAddress === undefined
        ? {}
        : { metrics: { prometheus: { bindAddress: options.metricsAddress } } }),
    },
  });
}

function temporalLogger(log: PinoLogger): Logger {
  const at = (level: LogLevel) => (message: string, meta?: object) => log[level]({ ...meta }, message);
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    log: (level, message, meta) => at(level.toLowerCase() as LogLevel)(message, meta),
  };
}
