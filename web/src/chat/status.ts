/** The status of the answer behind an error of ChatJS, which buries it more or less deep. */
export function statusOf(error: unknown): number | undefined {
  type Buried = { statusCode?: number; _debug?: Buried };
  for (let at = error as Buried | null | undefined; at; at = at._debug) if (at.statusCode !== undefined) return at.statusCode;
  return undefined;
}
