import type { Failure } from '#shared/text/failures.ts';
import type { Bytes } from '#shared/model/units.ts';

/** The engine did not take the file: what it tells of that, as an error of its socket would. */
class UploadError extends Error {
  override name = 'UploadError';
  readonly data: Readonly<{ failure: Failure | null }>;

  constructor(message: string, failure: Failure | null = null) {
    super(message);
    this.data = { failure };
  }
}

type Answer = Readonly<{ uploadId?: string; message?: string; failure?: Failure }>;

/**
 * Sends a file, or what was made of several, to the engine, which keeps it until it is scanned. It is streamed from disk: no size of file fills the memory.
 *
 * @param onSent bytes that have left, now and then
 * @returns the name under which the engine knows the file
 * @throws {UploadError} refused, or the connection broke; `AbortError` when the signal says so
 */
export function uploadBytes(
  name: string,
  body: Blob,
  token: string,
  onSent: (sent: Bytes) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body has left.
    const request = new XMLHttpRequest();
    request.open('POST', `/uploads?name=${encodeURIComponent(name)}&size=${body.size}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      const answer = request.response as Answer | null;
      if (request.status < 300 && answer?.uploadId !== undefined) resolve(answer.uploadId);
      else reject(new UploadError(answer?.message ?? `${request.status} ${request.statusText}`, answer?.failure));
    });
    request.addEventListener('error', () => reject(new UploadError('the connection broke')));
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}
