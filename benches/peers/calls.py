"""A plain client: asyncio streams, one connection for each call at once, nothing stored. url, calls, concurrency."""

import asyncio
import json
import resource
import sys
import time
from urllib.parse import urlsplit

TEXT = (
    "Norrheat AB runs three works; the one in Växjö opened in 2019 and makes compressors for heat pumps, "
    "with sales of 1,750 EUR m in the first quarter. "
) * 12


async def worker(host, port, path, numbers, replies):
    reader, writer = await asyncio.open_connection(host, port)
    for number in numbers:
        body = json.dumps({"model": "bench", "messages": [{"role": "user", "content": f"{number}. {TEXT}"}]}).encode()
        head = f"POST {path}/chat/completions HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
        writer.write(head.encode() + f"content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(int(line.split(":")[1]) for line in headers.split("\r\n") if line.startswith("content-length:"))
        reply = json.loads(await reader.readexactly(length))
        replies.append(reply["choices"][0]["message"]["content"])
    writer.close()


async def main():
    url, calls, concurrency = urlsplit(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    numbers, replies = iter(range(calls)), []
    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(
        *(worker(url.hostname, url.port, url.path, numbers, replies) for _ in range(concurrency))
    )
    assert len(replies) == calls
    print(json.dumps({
        "wall_s": time.perf_counter() - started,
        "cpu_ms_a_call": (time.process_time() - cpu) * 1000 / calls,
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }))


asyncio.run(main())
