"""Prints every Java archive below a folder and inside of others: place, digest, and the artifacts that Maven's archiver describes in it."""

import hashlib
import io
import json
import os
import re
import sys
import zipfile

ARCHIVE = re.compile(r"\.(jar|war|ear)$")
DESCRIPTION = re.compile(r"META-INF/maven/([^/]+)/([^/]+)/pom\.(properties|xml)$")


def described(archive):
    found = []
    for name in archive.namelist():
        match = DESCRIPTION.match(name)
        if match is None:
            continue
        group, artifact, kind = match.groups()
        version = re.search(r"^version\s*=\s*(\S+)", archive.read(name).decode(), re.M) if kind == "properties" else None
        found.append(
            {"member": name, "group": group, "artifact": artifact, "version": version and version.group(1)}
        )
    return found


def archives(place, content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    yield {"place": place, "sha256": hashlib.sha256(content).hexdigest(), "described": described(archive)}
    for name in archive.namelist():
        if ARCHIVE.search(name):
            yield from archives(f"{place}!/{name}", archive.read(name))


root = sys.argv[1]
found = []
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            found.extend(archives(os.path.relpath(path, root), file.read()))
json.dump(found, sys.stdout)
