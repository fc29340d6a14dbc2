"""Reads locators from standard input and prints, for each, the digest of the bytes that it cites, through zip members to the innermost file."""

import functools
import hashlib
import io
import json
import os
import sys
import zipfile

root = sys.argv[1]


@functools.lru_cache(maxsize=4)
def opened(path, container):
    if not container:
        with open(os.path.join(root, path), "rb") as file:
            return file.read()
    return archive(path, container[:-1]).read(container[-1])


@functools.lru_cache(maxsize=4)
def archive(path, container):
    return zipfile.ZipFile(io.BytesIO(opened(path, container)))


def cited(locator):
    content = opened(locator["path"], tuple(locator["container"]))
    parts = [content[segment["from"] : segment["to"]] for segment in locator["segments"]]
    return hashlib.sha256(b"".join(parts)).hexdigest()


# By place, so that an archive is opened once for all that lies in it.
locators = json.load(sys.stdin)
order = sorted(range(len(locators)), key=lambda i: (locators[i]["path"], locators[i]["container"]))
hashes = dict(zip(order, [cited(locators[i]) for i in order]))
json.dump([hashes[i] for i in range(len(locators))], sys.stdout)
