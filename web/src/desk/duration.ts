/** A time span in milliseconds as on a watch: 0:07, 12:40, 1:02:03. */
export function duration(span: number): string {
  const seconds = Math.max(0, Math.floor(span / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
