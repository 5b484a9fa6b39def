// Standard Webhooks: the signature is over `id.timestamp.body`, with the bytes behind `whsec_` as the key.
import { createHmac, randomUUID } from 'node:crypto';

export function signedHeaders(secret: string, body: string, now = new Date(), id = `msg_${randomUUID()}`): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
