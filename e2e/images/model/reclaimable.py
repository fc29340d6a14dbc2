"""Bytes of file contents in an image's layers that its finished tree does not need, counted with Python's own tarfile.

Usage: reclaimable.py ARCHIVE   (of `docker save`, compressed or not). Prints one JSON object.

Simple on purpose: a tree of dictionaries is changed layer by layer; what no name of the last tree leads to is superfluous.
"""

import io
import json
import sys
import tarfile

FOLDER, LINK, FILE, OTHER = range(4)


class Node:
    def __init__(self, kind, target=None, size=0, layer=None):
        self.kind, self.target, self.size, self.layer = kind, target, size, layer
        self.children = {}


def parts_of(name):
    return [part for part in name.split("/") if part not in ("", ".")]


def folder_at(root, parts, make, hops=0):
    """The folder that a path leads to, links followed inside the root."""
    path = [root]
    for i, part in enumerate(parts):
        if part == "..":
            path = path[:-1] or [root]
            continue
        node = path[-1].children.get(part)
        if node is not None and node.kind == LINK and hops < 40:
            above = names_to(root, path)
            to = parts_of(node.target) if node.target.startswith("/") else above + parts_of(node.target)
            return folder_at(root, to + parts[i + 1 :], make, hops + 1)
        if node is None or node.kind != FOLDER:
            if not make:
                return None
            node = path[-1].children[part] = Node(FOLDER)
        path.append(node)
    return path[-1]


def names_to(root, path):
    names = []
    for above, below in zip(path, path[1:]):
        names.append(next(name for name, node in above.children.items() if node is below))
    return names


def apply(root, archive, layer, copies):
    members = archive.getmembers()
    for member in members:
        *above, name = parts_of(member.name) or [""]
        if name == ".wh..wh..opq":
            folder = folder_at(root, above, False)
            if folder is not None:
                folder.children.clear()
        elif name.startswith(".wh.") and not name.startswith(".wh..wh.") and len(name) > 4:
            folder = folder_at(root, above, False)
            if folder is not None:
                folder.children.pop(name[4:], None)
    for member in members:
        parts = parts_of(member.name)
        if not parts or parts[-1].startswith(".wh."):
            continue
        folder = folder_at(root, parts[:-1], True)
        name = parts[-1]
        old = folder.children.get(name)
        if member.isdir():
            if old is None or old.kind != FOLDER:
                folder.children[name] = Node(FOLDER)
        elif member.issym():
            folder.children[name] = Node(LINK, member.linkname)
        elif member.islnk():
            *above, last = parts_of(member.linkname)
            beside = folder_at(root, above, False)
            if beside is not None and last in beside.children:
                folder.children[name] = beside.children[last]
        elif member.isfile():
            folder.children[name] = Node(FILE, None, member.size, layer)
            copies.append(folder.children[name])
        else:
            folder.children[name] = Node(OTHER)


def main():
    root, copies = Node(FOLDER), []
    with tarfile.open(sys.argv[1]) as image:
        names = json.load(image.extractfile("manifest.json"))[0]["Layers"]
        for layer, name in enumerate(names):
            blob = io.BytesIO(image.extractfile(name).read())
            with tarfile.open(fileobj=blob, encoding="latin-1") as archive:
                apply(root, archive, layer, copies)
    needed, stack = set(), [root]
    while stack:
        node = stack.pop()
        needed.add(id(node))
        stack.extend(node.children.values())
    by_layer = [0] * len(names)
    for copy in copies:
        if id(copy) not in needed:
            by_layer[copy.layer] += copy.size
    carried = sum(copy.size for copy in copies)
    print(json.dumps({"carried": carried, "reclaimable": sum(by_layer), "byLayer": by_layer}))


main()
