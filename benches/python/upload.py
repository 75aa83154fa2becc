"""Uploads a folder into a new directory with the official SDK, llama-cloud 2.13.0.

    python upload.py http://127.0.0.1:8080 KEY FOLDER sequential|asyncio|aiohttp AT_ONCE

Prints what it took as JSON: seconds, the processor's seconds in the program and in the system, and
the most memory that it had at once, in bytes. Importing the SDK counts for its memory only.
"""

import asyncio
import json
import pathlib
import resource
import sys
import time

from llama_cloud import AsyncLlamaCloud, DefaultAioHttpClient, LlamaCloud


def files(folder):
    return sorted(path for path in pathlib.Path(folder).iterdir() if path.is_file())


def sequential(url, key, folder, _at_once):
    with LlamaCloud(base_url=url, api_key=key) as client:
        directories = client.beta.directories
        directory = directories.create(name="bench", type="ephemeral")
        paths = files(folder)
        for path in paths:
            directories.files.upload(
                directory.id, upload_file=path, display_name=path.name, unique_id=path.name
            )
        return len(paths)


async def concurrent(url, key, folder, at_once, http_client=None):
    options = {"http_client": http_client} if http_client else {}
    async with AsyncLlamaCloud(base_url=url, api_key=key, **options) as client:
        directories = client.beta.directories
        directory = await directories.create(name="bench", type="ephemeral")
        paths = files(folder)
        left = iter(paths)

        # Workers instead of a task and a place in a semaphore's queue for every file: less memory. Read
        # here, as the SDK would take a thread for each file, which takes longer.
        async def worker():
            for path in left:
                await directories.files.upload(
                    directory.id,
                    upload_file=(path.name, path.read_bytes()),
                    display_name=path.name,
                    unique_id=path.name,
                )

        await asyncio.gather(*(worker() for _ in range(at_once)))
        return len(paths)


def with_asyncio(*arguments):
    return asyncio.run(concurrent(*arguments))


def with_aiohttp(*arguments):
    async def run():
        return await concurrent(*arguments, http_client=DefaultAioHttpClient())

    return asyncio.run(run())


WAYS = {"sequential": sequential, "asyncio": with_asyncio, "aiohttp": with_aiohttp}


def processor():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime, usage.ru_stime


def peak():
    """As the Rust client reads it. `ru_maxrss` would count what started this process, too."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main(url, key, folder, way, at_once):
    began, (user, system) = time.monotonic(), processor()
    WAYS[way](url, key, folder, int(at_once))
    seconds, (user_now, system_now) = time.monotonic() - began, processor()
    took = {
        "seconds": seconds,
        "user": user_now - user,
        "system": system_now - system,
        "peak": peak(),
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
