const TIMEOUT_MS = 10_000;

export interface Notification {
  readonly pipeline: string;
  readonly subject: string;
  readonly verdict: string;
  readonly reportUri: string;
}

/**
 * Posts a notification as JSON; `text` is what chat webhooks show.
 * @throws {Error} with the HTTP status; never with the address, which is a secret
 */
export async function postNotification(address: string, notification: Notification): Promise<void> {
  const { pipeline, subject, verdict, reportUri } = notification;
  const text = `Tidemark ${pipeline}, ${subject}: ${verdict}. Report: ${reportUri}`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, ...notification }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new Error(`the webhook did not answer: ${error instanceof Error ? error.name : 'unknown error'}`);
  });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
}
