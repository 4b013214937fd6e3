/** Waits so many milliseconds, or until a signal says that there is no point. */
export function delay(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((over) => {
    if (signal?.aborted) {
      over();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      over();
    };
    const timer = setTimeout(end, millis);
    signal?.addEventListener('abort', end);
  });
}
