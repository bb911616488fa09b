#!/usr/bin/env python3
"""Publishes one picture to Warren and prints its result.

    detect.py --amqp amqp://user:password@localhost:5672 --model yolo11n picture.jpg
"""

import argparse
import os
import sys
import time
import uuid

try:
    import pika
    import pika.exceptions
    from pika.adapters.utils.connection_workflow import AMQPConnectorException
except ImportError:
    sys.exit("detect.py: pika is missing: pip install pika, or apt-get install python3-pika")


def detect(connection, image, args):
    """The JSON bytes of the result, or None if none came in time."""
    channel = connection.channel()
    channel.confirm_delivery()  # basic_publish now waits for the broker's word
    routing_key = f"{args.model}.{args.camera}"
    request_id = str(uuid.uuid4())

    # Listen first, then ask. A name of ours: rights go by names, and the broker's choice has none.
    replies = f"{args.prefix}.own.{request_id}"
    channel.queue_declare(replies, exclusive=True)
    channel.queue_bind(replies, f"{args.prefix}.detections", routing_key)

    channel.basic_publish(
        f"{args.prefix}.frames",
        routing_key,
        image,
        pika.BasicProperties(
            message_id=request_id,
            type="vision.detect.v1",
            delivery_mode=2,
            headers={"camera": args.camera, "captured_at_ms": int(time.time() * 1000)},
        ),
        mandatory=True,
    )

    deadline = time.monotonic() + args.timeout
    for method, properties, body in channel.consume(replies, auto_ack=True, inactivity_timeout=0.2):
        if method and properties.correlation_id == request_id:
            return body
        if time.monotonic() > deadline:
            return None


def main():
    parser = argparse.ArgumentParser(description="Publish one picture to Warren and print its result.")
    parser.add_argument("image", help="JPEG, PNG, WebP or BMP file")
    parser.add_argument("--amqp", default=os.environ.get("WARREN_AMQP"), metavar="URI",
                        help="amqp://user:password@host:port/vhost [$WARREN_AMQP]")
    parser.add_argument("--model", default="yolo11n", help="[%(default)s]")
    parser.add_argument("--camera", default="python", help="[%(default)s]")
    parser.add_argument("--prefix", default="warren", help="of exchanges and queues [%(default)s]")
    parser.add_argument("--timeout", type=float, default=30, metavar="SECONDS", help="[%(default)s]")
    args = parser.parse_args()
    if not args.amqp:
        parser.error("--amqp or WARREN_AMQP is needed")
    if not args.amqp.startswith(("amqp://", "amqps://")):
        return "AMQP URI does not begin with amqp:// or amqps://"

    try:
        with open(args.image, "rb") as file:
            image = file.read()
    except OSError as e:
        return f"{args.image}: {e.strerror}"

    try:
        parameters = pika.URLParameters(args.amqp)
        parameters.blocked_connection_timeout = args.timeout  # else for ever
    except ValueError as e:
        return f"AMQP URI: {e}"

    try:
        with pika.BlockingConnection(parameters) as connection:
            result = detect(connection, image, args)
    except pika.exceptions.UnroutableError:
        return f"nobody serves model {args.model}: is a worker running?"
    except pika.exceptions.NackError:
        return "the broker refused the frame: its queue is full"
    except (pika.exceptions.ProbableAuthenticationError, pika.exceptions.ProbableAccessDeniedError):
        return "the broker refused user, password or virtual host"
    except pika.exceptions.ChannelClosedByBroker as e:
        return f"the broker says: {e.reply_text}"
    except pika.exceptions.ConnectionBlockedTimeout:
        return f"the broker took no frame within {args.timeout:g} s: it is low on memory or disk"
    except (pika.exceptions.AMQPError, AMQPConnectorException, OSError) as e:
        return f"no connection to {parameters.host}:{parameters.port}: {str(e) or type(e).__name__}"

    if result is None:
        return f"no result within {args.timeout:g} s: is a worker for model {args.model} running, and keeping up?"
    print(result.decode())
    return 0


if __name__ == "__main__":
    status = main()
    sys.exit(status if status == 0 else f"detect.py: {status}")
