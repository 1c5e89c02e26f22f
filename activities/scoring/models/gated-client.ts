import { randomUUID } from 'node:crypto';
import { sha256Hex } from '../../storage/artifact.js';
import { modelLimitsFolder } from '../../storage/layout.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { type Clock, systemClock } from './clock.js';
import { LimitSharing } from './limit-sharing.js';
import type { AskOptions, ModelAnswer, ModelClient, ModelRequest } from './model-client.js';
import { classifyModelError, isPausing, isSentBack, type ModelFailure } from './model-failure.js';
import { type CallCost, ModelGate } from './model-gate.js';
import { rateLimitsOf } from './rate-limit-headers.js';
import { endpointKey } from './routed-client.js';

/** After a failure that only a person can mend, calls of the same endpoint fail with it for so long, unasked. */
const PAUSE_MS = 3000;
const CHARACTERS_PER_TOKEN = 4;
const USUAL_OUTPUT_TOKENS = 300;
/** Weight of the newest answer in what answers are expected to take. */
const OUTPUT_MEMORY = 0.1;

/** On whose behalf calls are made. */
export interface CallingRun {
  /** Where the workers share the limits. */
  readonly store: ObjectStore;
  readonly prefix: string;
  /** Most calls of one model in flight in this process. */
  readonly concurrency: number;
}

export interface ModelGatesOptions {
  readonly client: ModelClient;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Names this process among the workers. */
  readonly workerId?: string;
}

interface OpenGate {
  readonly endpoint: string;
  readonly gate: ModelGate;
  readonly sharing: LimitSharing;
  /** Running mean of the answers' length in tokens. */
  outputTokens: number;
}

/**
 * The gates of a process, one per model of an endpoint, whatever run or batch the calls belong to. Calls that are sent
 * back (429, 503, 529) are made again here, as long as no wait is longer than a minute; every other failure is the
 * caller's.
 */
export class ModelGates {
  readonly #client: ModelClient;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #workerId: string;
  readonly #gates = new Map<string, OpenGate>();
  readonly #pauses = new Map<string, { readonly untilMs: number; readonly failure: ModelFailure }>();

  constructor({ client, clock = systemClock, random = Math.random, workerId = randomUUID() }: ModelGatesOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#random = random;
    this.#workerId = workerId;
  }

  /** A client whose calls pass the gates. */
  clientFor(run: CallingRun): ModelClient {
    return { ask: async (request, options = {}) => await this.#ask(request, options, run) };
  }

  async #ask(request: ModelRequest, { signal, onHeaders }: AskOptions, run: CallingRun): Promise<ModelAnswer> {
    const open = this.#gateOf(request, run);
    const { gate } = open;
    const heard = (headers: Headers) => {
      gate.learn(rateLimitsOf(headers));
      onHeaders?.(headers);
    };
    for (let isRepeated = false; ; isRepeated = true) {
      open.sharing.join();
      const cost = expectedCost(request, open.outputTokens);
      const pass = await gate.enter({ concurrency: run.concurrency, cost, signal, isRepeated });
      try {
        const options = signal === undefined ? { onHeaders: heard } : { onHeaders: heard, signal };
        const answer = await this.#client.ask(request, options);
        open.outputTokens += OUTPUT_MEMORY * (answer.usage.outputTokens - open.outputTokens);
        gate.answered(pass, realCost(answer));
        return answer;
      } catch (error) {
        const failure = classifyModelError(error, this.#clock.now(), request.endpoint);
        if (failure !== undefined && isPausing(failure)) this.#pause(open.endpoint, failure);
        if (failure === undefined || !isSentBack(failure)) {
          gate.failed(pass);
          throw error;
        }
        gate.sentBack(pass, failure);
        open.sharing.tellWait();
      }
    }
  }

  #gateOf({ endpoint, model }: ModelRequest, { store, prefix }: CallingRun): OpenGate {
    const endpointName = endpointKey(endpoint);
    const name = `${endpointName} ${model}`;
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    const gate: ModelGate = new ModelGate({
      clock: this.#clock,
      random: this.#random,
      share: () => sharing.share,
      pausedBy: () => this.#pausedBy(endpointName),
    });
    const sharing = new LimitSharing({
      store,
      folder: modelLimitsFolder(prefix, sha256Hex(name)),
      workerId: this.#workerId,
      clock: this.#clock,
      own: () => ({ demand: gate.demand, perSecond: gate.rate.perSecond, waitMs: gate.waitMs }),
      onWait: (waitMs) => gate.keepWait(waitMs),
      onSharedRate: (perSecond) => gate.rate.adopt(perSecond),
      onChange: () => gate.recheck(),
    });
    const open: OpenGate = { endpoint: endpointName, gate, sharing, outputTokens: USUAL_OUTPUT_TOKENS };
    this.#gates.set(name, open);
    return open;
  }

  #pause(endpoint: string, failure: ModelFailure): void {
    this.#pauses.set(endpoint, { untilMs: this.#clock.now() + PAUSE_MS, failure });
    for (const open of this.#gates.values()) if (open.endpoint === endpoint) open.gate.recheck();
  }

  #pausedBy(endpoint: string): ModelFailure | null {
    const pause = this.#pauses.get(endpoint);
    return pause !== undefined && this.#clock.now() < pause.untilMs ? pause.failure : null;
  }
}

function expectedCost({ system, messages, tools = [] }: ModelRequest, outputTokens: number): CallCost {
  const characters =
    (system?.length ?? 0) +
    messages.reduce((sum, { content }) => sum + content.length, 0) +
    (tools.length === 0 ? 0 : JSON.stringify(tools).length);
  return costOf(characters / CHARACTERS_PER_TOKEN, outputTokens);
}

/** Cached input counts against no limit. */
function realCost({ usage }: ModelAnswer): CallCost {
  return costOf(usage.inputTokens + usage.cacheWriteTokens, usage.outputTokens);
}

function costOf(input: number, output: number): CallCost {
  return { requests: 1, tokens: input + output, 'input-tokens': input, 'output-tokens': output };
}
