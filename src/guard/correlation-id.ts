let lastCorrelationId = 0;

/**
 * Microseconds since the epoch, strictly increasing within the process: unique enough across the service and
 * hooks that evaluate in their own process, and below 2^53 until the year 2255.
 */
export function nextCorrelationId(): number {
  const nowUs = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  lastCorrelationId = Math.max(lastCorrelationId + 1, nowUs);
  return lastCorrelationId;
}
