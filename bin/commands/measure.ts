export interface Usage {
  wallSeconds: number;
  peakMemoryMb: number;
}

/** Wall time and the process's largest resident memory. Taken from the process itself, not from clocks a world may fake. */
export async function measured<T>(work: () => Promise<T>): Promise<{ result: T; usage: Usage }> {
  const before = process.hrtime.bigint();
  const result = await work();
  const wallSeconds = Number((process.hrtime.bigint() - before) / 10_000_000n) / 100;
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return { result, usage: { wallSeconds, peakMemoryMb } };
}
