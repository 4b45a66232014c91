/** What the driver asks of every engine, ours and the peers, and what it gets back. The same prompt ids and token budget go to all of them. */
export interface GenerateRequest {
  /** Prompt token ids. */
  readonly prompt: readonly number[];
  /** The same prompt as text, control tokens written out, for an engine that takes no ids. */
  readonly promptText: string;
  /** Texts of that prompt to make. */
  readonly rows: number;
  /** All in one batch, where the engine can; else one after the other. */
  readonly together: boolean;
  /** New tokens of every text, end tokens ignored. */
  readonly tokens: number;
}

/** Times are milliseconds from the request. */
export interface GenerateTimes {
  /** First new token of the first text. */
  readonly firstMs: number;
  /** Last token of the last text. */
  readonly totalMs: number;
  /** Time in which new tokens but the first of every text were made, prefills excluded. */
  readonly decodeMs: number;
  /** Tokens made in `decodeMs`, over all texts. */
  readonly decoded: number;
  /** Time of one decode step, median; where the engine tells. */
  readonly stepMs?: number;
  /** Ids of the first text, where the engine tells them. */
  readonly ids?: readonly number[];
  /** The first text, where it tells that instead. */
  readonly text?: string;
}

export interface BenchEngine<Options> {
  load(options: Options): Promise<{ readonly ms: number; readonly note: string }>;
  generate(request: GenerateRequest): Promise<GenerateTimes>;
}
