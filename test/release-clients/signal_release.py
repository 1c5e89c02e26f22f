"""Tells Tidemark of a release, as a deploy script in Python would.

    python signal_release.py <temporal address> <namespace> <pipeline> <release as JSON>
"""

import asyncio
import json
import sys

from temporalio.client import Client


async def main(address: str, namespace: str, pipeline: str, release: dict) -> None:
    client = await Client.connect(address, namespace=namespace)
    # Starts the monitor when there is none yet: it keeps the release until `tidemark apply` says where the logs are.
    await client.start_workflow(
        "releaseMonitor",
        id=f"release-monitor/{pipeline}",
        task_queue="tidemark-orchestration",
        start_signal="release",
        start_signal_args=[release],
    )


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])))
