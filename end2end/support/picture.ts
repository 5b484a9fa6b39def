// A small PNG with a diagonal line, written from its specification: header, one deflated block, end.
import { crc32, deflateSync } from 'node:zlib';

export function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width + 1), 255);
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = 0;
    rows[y * (width + 1) + 1 + Math.floor((y * width) / height)] = 40;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
