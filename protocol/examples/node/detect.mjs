#!/usr/bin/env node
// Publishes one picture to Warren and prints its result.
//
//   node detect.mjs --amqp amqp://user:password@localhost:5672 --model yolo11n picture.jpg

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import amqplib from 'amqplib';

const USAGE =
  'usage: detect.mjs [--amqp URI] [--model yolo11n] [--camera node] [--prefix warren] [--timeout SECONDS] IMAGE';

const options = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      amqp: { type: 'string', default: process.env.WARREN_AMQP },
      model: { type: 'string', default: 'yolo11n' },
      camera: { type: 'string', default: 'node' },
      prefix: { type: 'string', default: 'warren' },
      timeout: { type: 'string', default: '30' },
    },
  });
  if (positionals.length !== 1 || !(Number(values.timeout) > 0)) throw new Error(USAGE);
  if (!values.amqp) throw new Error(`--amqp or WARREN_AMQP is needed; ${USAGE}`);
  return { ...values, image: positionals[0], timeout: Number(values.timeout) };
};

/** The JSON text of the result. */
const detect = async (connection, image, { model, camera, prefix, timeout }) => {
  const channel = await connection.createConfirmChannel();
  const routingKey = `${model}.${camera}`;
  const requestId = randomUUID();

  // Listen first, then ask. A name of ours: rights go by names, and the broker's choice has none.
  const queue = `${prefix}.own.${requestId}`;
  await channel.assertQueue(queue, { exclusive: true });
  await channel.bindQueue(queue, `${prefix}.detections`, routingKey);

  let timer;
  const result = new Promise((resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no result within ${timeout} s: is a worker for model ${model} running, and keeping up?`)),
      timeout * 1000,
    );
    channel.on('error', reject);
    channel.on('return', () => reject(new Error(`nobody serves model ${model}: is a worker running?`)));
    channel
      .consume(
        queue,
        (message) => {
          if (message?.properties.correlationId === requestId) resolve(message.content.toString());
        },
        { noAck: true },
      )
      .then(() => {
        const properties = {
          messageId: requestId,
          type: 'vision.detect.v1',
          persistent: true,
          mandatory: true,
          headers: { camera, captured_at_ms: Date.now() },
        };
        channel.publish(`${prefix}.frames`, routingKey, image, properties, (refused) => {
          if (refused) reject(new Error('the broker refused the frame: its queue is full'));
        });
      })
      .catch(reject);
  });
  return result.finally(() => clearTimeout(timer));
};

let connection;
try {
  const args = options();
  const image = await readFile(args.image);
  connection = await amqplib.connect(args.amqp, { timeout: 10_000 });
  connection.on('error', () => {}); // reported by what fails because of it
  console.log(await detect(connection, image, args));
} catch (e) {
  const text = (e.message || e.code || String(e)).split('\n')[0];
  console.error(`detect.mjs: ${text}`);
  process.exit(1); // without a close, which a broker that is low on memory or disk does not answer
}
await connection.close().catch(() => {});
